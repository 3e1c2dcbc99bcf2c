using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Tests.Dummy;

/// <summary>An item, or the result of one, that may end its process, throw or hang when it is written or read.</summary>
/// <param name="Number">Which one it is.</param>
/// <param name="WhenWritten">What writing it does; null: it is written.</param>
/// <param name="WhenRead">What reading it does; null: it is read.</param>
[JsonConverter(typeof(Converter))]
public sealed record Tricky(int Number, Death? WhenWritten = null, Death? WhenRead = null)
{
    private sealed class Converter : JsonConverter<Tricky>
    {
        public override Tricky Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var parts = reader.GetString()!.Split(' ').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
            var read = new Tricky(parts[0], (Death?)NullIfNegative(parts[1]), (Death?)NullIfNegative(parts[2]));
            if (read.WhenRead is { } how)
                _ = Dying.By(how);
            return read;
        }

        public override void Write(Utf8JsonWriter writer, Tricky value, JsonSerializerOptions options)
        {
            if (value.WhenWritten is { } how)
                _ = Dying.By(how);
            writer.WriteStringValue(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value.Number} {(int?)value.WhenWritten ?? -1} {(int?)value.WhenRead ?? -1}"));
        }

        private static int? NullIfNegative(int number) => number < 0 ? null : number;
    }
}
