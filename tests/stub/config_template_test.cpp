#include "config_template.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.hpp"

namespace poap::stub {
namespace {

const Values values{
    {"hostname", "leaf1"}, {"asn", "0123"}, {"empty", ""}, {"odd", "{{ asn }}"}, {"_x9", "ok"}};

struct Case {
    std::string name;
    std::string text;
    std::string expected;  ///< the rendered text, or a part of the error
};

class Template : public testing::TestWithParam<Case> {};

TEST_P(Template, IsRenderedAsJinjaWould) {
    EXPECT_EQ(render(GetParam().text, values), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    , Template,
    testing::Values(Case{"PlainTextStays", "interface mgmt0", "interface mgmt0"},
                    Case{"NothingIsNothing", "", ""},
                    Case{"ANameIsReplaced", "hostname {{ hostname }}", "hostname leaf1"},
                    Case{"SpaceIsOptional", "{{hostname}}/{{  asn\t}}", "leaf1/0123"},
                    Case{"SpaceMayBeALineEnd", "{{\nasn\n}}", "0123"},
                    Case{"NeighboursTouch", "{{ asn }}{{ asn }}", "01230123"},
                    Case{"AnUnderscoreAndDigitsAreName", "{{ _x9 }}", "ok"},
                    Case{"AnEmptyValueIsEmpty", "a{{ empty }}b", "ab"},
                    Case{"AValueIsNotRenderedAgain", "{{ odd }}", "{{ asn }}"},
                    Case{"OneTrailingNewlineIsDropped", "a\n", "a"},
                    Case{"OnlyOneTrailingNewlineIsDropped", "a\n\n", "a\n"},
                    Case{"ANewlineOfALastValueStays", "a\n{{ asn }}\n", "a\n0123"},
                    Case{"WindowsLineEndsBecomeUnixOnes", "a\r\n{{ asn }}\r\n", "a\n0123"},
                    Case{"ALoneCarriageReturnStays", "a\rb", "a\rb"},
                    Case{"SingleBracesAreText", "banner { x } %} #}", "banner { x } %} #}"}),
    test::by_name);

class BrokenTemplate : public testing::TestWithParam<Case> {};

TEST_P(BrokenTemplate, IsAnErrorThatNamesLineAndCause) {
    try {
        render(GetParam().text, values);
        FAIL() << "rendered";
    } catch (const TemplateError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr(GetParam().expected));
    }
}

INSTANTIATE_TEST_SUITE_P(
    , BrokenTemplate,
    testing::Values(
        Case{"AnUnknownName", "a\n{{ vlan }}", "line 2: the inventory gives no plain value for 'vlan'"},
        Case{"AStatement", "{% if x %}", "line 1: '{%'"}, Case{"AComment", "\n\n{# x #}", "line 3: '{#'"},
        Case{"AFilter", "{{ asn|upper }}", "'{{ asn|upper }}': only {{ name }}"},
        Case{"ADottedName", "{{ a.b }}", "'{{ a.b }}'"}, Case{"AnIndex", "{{ a['b'] }}", "'{{ a['b'] }}'"},
        Case{"ANumber", "{{ 9x }}", "'{{ 9x }}'"}, Case{"NoName", "{{ }}", "'{{ }}'"},
        Case{"TwoNames", "{{ asn asn }}", "'{{ asn asn }}'"},
        Case{"WhiteSpaceControl", "{{- asn -}}", "'{{- asn -}}'"},
        Case{"AnOpenBrace", "x\n{{ asn", "line 2: '{{' without a '}}'"},
        Case{"AHalfClosedBrace", "{{ asn }", "line 1: '{{' without a '}}'"},
        Case{"AClosingBraceAlone", "a }}", "line 1: '}}' without a '{{'"},
        Case{"ThreeBraces", "{{{ asn }}}", "'{{{ asn }}'"},
        Case{"ALineAfterWindowsOnes", "a\r\nb\r\n{%", "line 3: '{%'"}),
    test::by_name);

}  // namespace
}  // namespace poap::stub
