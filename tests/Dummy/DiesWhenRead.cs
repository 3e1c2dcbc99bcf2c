using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Tests.Dummy;

/// <summary>Can be encoded; decoding it ends as told.</summary>
[JsonConverter(typeof(Converter))]
public sealed record DiesWhenRead(Death How)
{
    private sealed class Converter : JsonConverter<DiesWhenRead>
    {
        public override DiesWhenRead Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var how = (Death)reader.GetInt32();
            _ = Dying.By(how);
            return new DiesWhenRead(how);
        }

        public override void Write(Utf8JsonWriter writer, DiesWhenRead value, JsonSerializerOptions options) =>
            writer.WriteNumberValue((int)value.How);
    }
}
