#!/usr/bin/env python3
"""Prints the events that agents report, one a line. Usage: report_receiver.py PORT"""
import http.server
import json
import sys
import threading

last = {}  # number of the last event of each run
lock = threading.Lock()


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        report = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with lock:
            for number, event in enumerate(report["events"], report["sequence"]):
                if number > last.get(report["run"], 0):  # else the report came twice
                    last[report["run"]] = number
                    # As JSON, because a forged report may have control characters.
                    print(json.dumps(report["serial"]), number, json.dumps(event), flush=True)
        self.send_response(204)
        self.end_headers()


server = http.server.ThreadingHTTPServer(("", int(sys.argv[1])), Receiver)
print("listening on port", server.server_port, flush=True)
server.serve_forever()
