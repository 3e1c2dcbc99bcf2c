using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Troupe.Messages.Payloads;
using Settings = Troupe.Messages.Payloads.Payloads;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>Changes settings of the whole process, so nothing may run beside it.</summary>
[Collection(nameof(AloneCollection))]
public class FormatSpecs
{
    [Fact]
    public void A_users_format_replaces_json_for_types_without_raw_format()
    {
        Settings.Reset();
        try
        {
            Settings.Use(new NameFormat());
            CodecSpecs.RoundTrip(new Named("a")).Name.ShouldBe("a!");
            CodecSpecs.RoundTrip<List<Named>>([new("b")]).ShouldBeEmpty();
            CodecSpecs.RoundTrip(new Own("c")).Name.ShouldBe("own c");
            Should.Throw<PayloadNotEncodableException>(() => CodecSpecs.RoundTrip(new Refused())).Message.ShouldContain("not by name");
            CodecSpecs.RoundTrip(3).ShouldBe(3);
        }
        finally
        {
            Settings.Reset();
        }
    }

    [CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
    public sealed class AloneCollection;

    public sealed record Named(string Name);

    public sealed record Refused;

    [JsonConverter(typeof(OwnConverter))]
    public sealed record Own(string Name);

    private sealed class OwnConverter : JsonConverter<Own>
    {
        public override Own Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new("own " + reader.GetString());

        public override void Write(Utf8JsonWriter writer, Own value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
    }

    private sealed class NameFormat : IPayloadFormat
    {
        public string? RefusalOf(Type type) => type == typeof(Refused) ? "not by name" : null;

        public void Write<T>(IBufferWriter<byte> output, T value)
        {
            if (value is Named named)
                output.Write(System.Text.Encoding.UTF8.GetBytes(named.Name));
        }

        public T Read<T>(ReadOnlySpan<byte> bytes) =>
            typeof(T) == typeof(Named)
                ? (T)(object)new Named(System.Text.Encoding.UTF8.GetString(bytes) + "!")
                : (T)(object)new List<Named>();
    }
}
