#include "config_template.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>

namespace poap::stub {
namespace {

const Values values{
    {"hostname", "leaf1"}, {"asn", "0123"}, {"empty", ""}, {"odd", "{{ asn }}"}, {"_x9", "ok"}};

TEST(Template, IsRenderedAsJinjaWould) {
    const std::pair<std::string, std::string> kRows[] = {{"interface mgmt0", "interface mgmt0"},
                                                         {"", ""},
                                                         {"hostname {{ hostname }}", "hostname leaf1"},
                                                         {"{{hostname}}/{{  asn\t}}", "leaf1/0123"},
                                                         {"{{\nasn\n}}", "0123"},
                                                         {"{{ asn }}{{ asn }}", "01230123"},
                                                         {"{{ _x9 }}", "ok"},
                                                         {"a{{ empty }}b", "ab"},
                                                         {"{{ odd }}", "{{ asn }}"},
                                                         {"a\n", "a"},
                                                         {"a\n\n", "a\n"},
                                                         {"a\n{{ asn }}\n", "a\n0123"},
                                                         {"a\r\n{{ asn }}\r\n", "a\n0123"},
                                                         {"a\rb", "a\rb"},
                                                         {"banner { x } %} #}", "banner { x } %} #}"}};
    for (const auto& [text, rendered] : kRows) EXPECT_EQ(render(text, values), rendered);
}

TEST(Template, IsRefusedWithLineAndCauseWhereItIsBroken) {
    const std::pair<std::string, std::string> kRows[] = {
        {"a\n{{ vlan }}", "line 2 uses 'vlan'"},
        {"{% if x %}", "line 1: '{%'"},
        {"\n\n{# x #}", "line 3: '{#'"},
        {"{{ asn|upper }}", "'{{ asn|upper }}': only {{ name }}"},
        {"{{ a.b }}", "'{{ a.b }}'"},
        {"{{ a['b'] }}", "'{{ a['b'] }}'"},
        {"{{ 9x }}", "'{{ 9x }}'"},
        {"{{ }}", "'{{ }}'"},
        {"{{ asn asn }}", "'{{ asn asn }}'"},
        {"{{- asn -}}", "'{{- asn -}}'"},
        {"x\n{{ asn", "line 2: '{{' without a '}}'"},
        {"{{ asn }", "line 1: '{{' without a '}}'"},
        {"a }}", "line 1: '}}' without a '{{'"},
        {"{{{ asn }}}", "'{{{ asn }}'"},
        {"a\r\nb\r\n{%", "line 3: '{%'"}};
    for (const auto& [text, cause] : kRows) {
        try {
            render(text, values);
            ADD_FAILURE() << "rendered " << text;
        } catch (const TemplateError& error) {
            EXPECT_THAT(error.what(), testing::HasSubstr(cause));
        }
    }
}

}  // namespace
}  // namespace poap::stub
