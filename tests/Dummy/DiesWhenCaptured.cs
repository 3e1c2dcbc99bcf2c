using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Tests.Dummy;

/// <summary>Something that a function captures and whose decoding ends the worker: always, or only the first time.</summary>
/// <param name="How">How it ends.</param>
/// <param name="Mark">A file that is there once a worker has ended; null when each is to end.</param>
[JsonConverter(typeof(Converter))]
public sealed record DiesWhenCaptured(Death How, string? Mark)
{
    private sealed class Converter : JsonConverter<DiesWhenCaptured>
    {
        public override DiesWhenCaptured Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var parts = reader.GetString()!.Split(' ', 2);
            var captured = new DiesWhenCaptured((Death)int.Parse(parts[0], null), parts[1].Length > 0 ? parts[1] : null);
            if (captured.Mark is { } mark && File.Exists(mark))
                return captured;
            if (captured.Mark is not null)
                File.WriteAllText(captured.Mark, "");
            _ = Dying.By(captured.How);
            return captured;
        }

        public override void Write(Utf8JsonWriter writer, DiesWhenCaptured value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{(int)value.How} {value.Mark}");
    }
}
