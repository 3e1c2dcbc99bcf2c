using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Tests.Dummy;

/// <summary>Travels as a few numbers, but its converter calls itself as often as they say: without end, it ends its process.</summary>
/// <param name="WhenRead">How deep reading goes.</param>
/// <param name="WhenWritten">How deep writing goes.</param>
/// <param name="Careful">Whether the converter looks at its stack before it goes on.</param>
[JsonConverter(typeof(Converter))]
public sealed record Chain(int WhenRead, int WhenWritten, bool Careful = false)
{
    /// <summary>Deeper than any stack.</summary>
    public const int Endless = int.MaxValue;

    private sealed class Converter : JsonConverter<Chain>
    {
        public override Chain Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString()!.Split(' ');
            var chain = new Chain(int.Parse(text[0], null), int.Parse(text[1], null), bool.Parse(text[2]));
            _ = Descend(chain.WhenRead, chain.Careful);
            return chain;
        }

        public override void Write(Utf8JsonWriter writer, Chain value, JsonSerializerOptions options)
        {
            _ = Descend(value.WhenWritten, value.Careful);
            writer.WriteStringValue($"{value.WhenRead} {value.WhenWritten} {value.Careful}");
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static int Descend(int levels, bool careful)
        {
            if (careful)
                RuntimeHelpers.EnsureSufficientExecutionStack();
            return levels == 0 ? 0 : Descend(levels - 1, careful) + 1;
        }
    }
}
