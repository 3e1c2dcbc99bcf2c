using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Actors;

/// <summary>Lets references travel inside of messages; the link that carries the message says how.</summary>
internal sealed class ActorRefConverter : JsonConverter<ActorRef>
{
    private static ActorRefCarrier Carrier => ActorRefCarrier.Current
        ?? throw new JsonException("A reference to an actor travels only inside of messages to actors, not as data of jobs. Tell it to the actor that is to have it.");

    public override ActorRef Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetBytesFromBase64(out var address) ? Carrier.Read(address) : throw new JsonException("This is no reference to an actor.");

    public override void Write(Utf8JsonWriter writer, ActorRef value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(Carrier.Write(value));
}
