using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.SharedState.Arrays;

/// <summary>Lets a shared array travel: what crosses the border is where the memory is, in less than 100 bytes.</summary>
internal sealed class SharedArrayConverter : JsonConverterFactory
{
    private const int IdLength = 32;

    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(SharedArray<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<T> : JsonConverter<SharedArray<T>>
        where T : unmanaged
    {
        public override SharedArray<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.GetString()?.Split(':', 4) is not [{ Length: IdLength } id, var first, var count, var location]
                || !id.All(char.IsAsciiHexDigitLower)
                || !TryRead(first, out var start) || !TryRead(count, out var length) || start < 0 || length < -1)
            {
                throw new JsonException("The text is no shared array.");
            }

            if (location.Length == 0)
                return SharedArray<T>.Over(id);
            try
            {
                return SharedArray<T>.Attached(id, location, start, length);
            }
            catch (Exception error) when (error is InvalidDataException or IOException)
            {
                throw new JsonException(error.Message, error);
            }
        }

        public override void Write(Utf8JsonWriter writer, SharedArray<T> value, JsonSerializerOptions options)
        {
            // One that has ended arrives as such, and says so when it is used, as other shared objects do.
            if (value.IsDisposed)
            {
                writer.WriteStringValue($"{value.Id}:0:{SharedArray<T>.Whole}:");
                return;
            }
            var segment = value.Segment;
            writer.WriteStringValue(
                string.Create(CultureInfo.InvariantCulture, $"{segment.Id}:{value.Start}:{value.FixedLength}:{segment.Location}"));
        }

        private static bool TryRead(string text, out int number) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
