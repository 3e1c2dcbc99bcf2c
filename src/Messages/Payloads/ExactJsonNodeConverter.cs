using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Troupe.Messages.Payloads;

/// <summary>JSON trees as the framework writes them, but for text with half a surrogate pair, which it would replace by U+FFFD.</summary>
internal sealed class ExactJsonNodeConverter<TNode>(JsonConverter<TNode?> inner) : JsonConverter<TNode>
    where TNode : JsonNode
{
    public override TNode? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        inner.Read(ref reader, typeToConvert, options);

    public override void Write(Utf8JsonWriter writer, TNode value, JsonSerializerOptions options)
    {
        // A tree that is too deep, or a cycle, is the writer's to refuse.
        if (HasLoneSurrogate(value, PayloadJsonOptions.MaxDepth))
        {
            throw new ValueRefusedException(
                typeof(TNode),
                "it has text with half a surrogate pair, as of text that was cut. Pass a JsonElement, or the text itself.");
        }

        inner.Write(writer, value, options);
    }

    private static bool HasLoneSurrogate(JsonNode? node, int levels) => levels > 0 && node switch
    {
        JsonObject members => members.Any(member => ExactText.HasLoneSurrogate(member.Key) || HasLoneSurrogate(member.Value, levels - 1)),
        JsonArray elements => elements.Any(element => HasLoneSurrogate(element, levels - 1)),
        JsonValue value => (value.TryGetValue(out string? text) && ExactText.HasLoneSurrogate(text))
            || (value.TryGetValue(out char unit) && char.IsSurrogate(unit)),
        _ => false,
    };
}
