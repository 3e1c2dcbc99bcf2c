using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Tests.Dummy;

/// <summary>Encoding it ends as told.</summary>
[JsonConverter(typeof(Converter))]
public sealed record DiesWhenWritten(Death How)
{
    private sealed class Converter : JsonConverter<DiesWhenWritten>
    {
        public override DiesWhenWritten Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new((Death)reader.GetInt32());

        public override void Write(Utf8JsonWriter writer, DiesWhenWritten value, JsonSerializerOptions options)
        {
            _ = Dying.By(value.How);
            writer.WriteNumberValue((int)value.How);
        }
    }
}
