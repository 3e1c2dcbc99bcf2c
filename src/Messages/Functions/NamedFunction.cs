using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>
/// A function called by name. Its payload is a count (variable-size number) and then, for each argument, a length and a UTF-8
/// JSON text; its result is one UTF-8 JSON text without a length, in a chunk with its length, 4 bytes, in front.
/// </summary>
/// <param name="Name">Namespace, type and method: <c>Plugin.Prices.Total</c>; nested types with a dot or a plus.</param>
/// <param name="ArgumentCount">How many arguments are given; a token is never given.</param>
internal sealed record NamedFunction(string Name, int ArgumentCount)
{
    /// <summary>The most arguments a function called by name can be given.</summary>
    public const int MaxArguments = 16;

    /// <summary>Appends this name.</summary>
    public void Write(PayloadWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        TypeReference.WriteName(writer, Name);
        writer.WriteVarUInt32((uint)ArgumentCount);
    }

    /// <summary>Reads a name; looks nothing up.</summary>
    /// <exception cref="PayloadFormatException">The bytes are malformed or pass a limit.</exception>
    public static NamedFunction Read(ref PayloadReader reader)
    {
        var name = TypeReference.ReadName(ref reader);
        var count = reader.ReadVarUInt32();
        return count <= MaxArguments
            ? new NamedFunction(name, (int)count)
            : throw new PayloadFormatException($"{count} arguments are announced; at most {MaxArguments} can be given by name.");
    }
}
