using System.Text.Json;
using System.Text.Json.Serialization;
using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.Map;

/// <summary>The way of an item of a function that is called by name.</summary>
public static class NamedItemJobs
{
    public static Result Answer(Argument item) => new(item.Bad.Run(item.Number));

    /// <summary>Reading it may go wrong.</summary>
    [JsonConverter(typeof(ArgumentConverter))]
    public sealed class Argument
    {
        internal int Number { get; init; }

        internal BadItem Bad { get; init; } = null!;
    }

    /// <summary>Writing it may go wrong, or give no JSON.</summary>
    [JsonConverter(typeof(ResultConverter))]
    public sealed class Result
    {
        internal Result(Tricky value) => Value = value;

        internal Tricky Value { get; }
    }

    private sealed class ArgumentConverter : JsonConverter<Argument>
    {
        public override Argument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var parts = reader.GetString()!.Split(' ', 4);
            var number = int.Parse(parts[0], null);
            var bad = new BadItem((ItemPhase)int.Parse(parts[1], null), (Death)int.Parse(parts[2], null), parts[3]);
            if (bad.When(ItemPhase.ArgumentDecode, number) is { } how)
                _ = Dying.By(how);
            return new Argument { Number = number, Bad = bad };
        }

        public override void Write(Utf8JsonWriter writer, Argument value, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }

    private sealed class ResultConverter : JsonConverter<Result>
    {
        public override Result Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Result value, JsonSerializerOptions options)
        {
            if (value.Value.WhenWritten is { } how)
                _ = Dying.By(how);
            if (value.Value.WhenRead is not null)
                writer.WriteRawValue($"[{value.Value.Number},\n7", skipInputValidation: true);
            else
                writer.WriteNumberValue(value.Value.Number);
        }
    }
}
