using System.Text.Json;
using System.Text.Json.Nodes;
using static Troupe.Messages.Tests.Payloads.FrameworkStructSpecs;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>Half a surrogate pair is a character like any other, wherever text may stand.</summary>
public class ExactTextSpecs
{
    private const string Cut = "a\"\ud83d b😀\\\n\ude00";

    [Fact]
    public void A_set_of_characters_keeps_each_half_of_a_pair() => CodecSpecs.RoundTrip(new HashSet<char>("😀🚀")).Count.ShouldBe(3);

    [Fact]
    public void A_dictionary_by_character_keeps_each_half_of_a_pair()
    {
        var sent = "😀🚀\u0001a".GroupBy(c => c).ToDictionary(g => g.Key, g => g.Count());
        CodecSpecs.RoundTrip(sent).ShouldBe(sent, ignoreOrder: true);
    }

    // Not as data of a theory: attributes hold their text as UTF-8.
    [Fact]
    public void Text_is_the_same_in_every_place()
    {
        foreach (var text in new[] { Cut, "\ud83d", "\ude00\ud83d", "\u0001D83D", "\u0001", "" })
            IsTheSame(text);
    }

    [Fact]
    public void Text_that_was_cut_is_valid_json_text_which_is_read_again()
    {
        var json = JsonSerializer.Serialize("\ud83d!", Troupe.Messages.Payloads.Payloads.JsonOptions);
        json.ShouldBe("""
            "\ud83d!"
            """);
        JsonSerializer.Deserialize<string>(json, Troupe.Messages.Payloads.Payloads.JsonOptions).ShouldBe("\ud83d!");
        JsonSerializer.Deserialize<string>(""" "\uD83D\ude00\uDE00\n\u0041" """, Troupe.Messages.Payloads.Payloads.JsonOptions)
            .ShouldBe("😀\ude00\nA");
    }

    [Fact]
    public void Json_values_keep_text_that_was_cut_and_members_of_one_name()
    {
        var sent = JsonElement.Parse("""{"a":"\ud83d","a":1}""");
        var there = CodecSpecs.RoundTrip(new Computed<JsonElement> { Value = sent }).Value;
        there.GetRawText().ShouldBe(sent.GetRawText());
        var twice = JsonElement.Parse("""{"a":2,"a":1}""");
        CodecSpecs.RoundTrip(twice).GetRawText().ShouldBe(twice.GetRawText());
    }

    [Fact]
    public void A_json_node_with_text_that_was_cut_is_refused()
    {
        Should.Throw<PayloadNotEncodableException>(
            () => CodecSpecs.RoundTrip<JsonNode>(new JsonObject
            {
                ["a"] = new JsonArray("b", "\ud83d")
            })).Message.ShouldContain("half a surrogate pair");
        Should.Throw<PayloadNotEncodableException>(() => CodecSpecs.RoundTrip(new JsonObject { ["\ud83d"] = 1 })).Message
            .ShouldContain("half a surrogate pair");
        CodecSpecs.RoundTrip<JsonNode>(new JsonObject { ["a"] = "😀" })["a"]!.GetValue<string>().ShouldBe("😀");
    }

    [Fact]
    public void A_json_value_that_is_nested_too_deep_is_refused_at_the_call()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 40)) + "\"\\ud83d\"" + string.Concat(Enumerable.Repeat("]", 40));
        Should.Throw<PayloadNotEncodableException>(() => CodecSpecs.RoundTrip(JsonElement.Parse(deep)));
    }

    private static void IsTheSame(string text)
    {
        CodecSpecs.RoundTrip(text).ShouldBe(text);
        CodecSpecs.RoundTrip(new Computed<string> { Value = text }).Value.ShouldBe(text);
        CodecSpecs.RoundTrip(new Dictionary<string, string> { [text] = text }).ShouldBe([new(text, text)]);
        CodecSpecs.RoundTrip(new Computed<SortedList<string, string?>> { Value = new() { [text] = null } }).Value!.Keys.ShouldBe([text]);
        CodecSpecs.RoundTrip(new HashSet<string> { text }).ShouldBe([text]);
        CodecSpecs.RoundTrip(new Computed<char[]> { Value = [.. text] }).Value.ShouldBe(text.ToCharArray());
        CodecSpecs.RoundTrip(new Computed<Tuple<string, KeyValuePair<string, string>>> { Value = new(text, new(text, text)) }).Value!.Item2
            .Key
            .ShouldBe(text);
        CodecSpecs.RoundTrip(new Computed<(int, string)> { Value = (1, text) }).Value.Item2.ShouldBe(text);
        CodecSpecs.RoundTrip(new Computed<ReadOnlyMemory<char>> { Value = text.AsMemory() }).Value.ToString().ShouldBe(text);
        CodecSpecs.RoundTrip(new Uri("x/" + text, UriKind.Relative)).OriginalString.ShouldBe("x/" + text);
    }
}
