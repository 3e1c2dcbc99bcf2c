using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>What a Define frame carries: a reference to a method, or a function's name.</summary>
/// <param name="Reference">The method; null when the function is called by name.</param>
/// <param name="Named">The name; null when the function is called by reference.</param>
/// <param name="Role">What a referenced function has to do with the object that its worker hosts.</param>
internal readonly record struct FunctionDefinition(
    FunctionReference? Reference,
    NamedFunction? Named,
    FunctionRole Role = FunctionRole.Plain)
{
    private const byte ByReference = 1;
    private const byte ByName = 2;
    private const byte InstanceCall = 3;
    private const byte Factory = 4;

    /// <summary>Encodes a reference.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="reference">The method.</param>
    /// <param name="role">What it has to do with the object that its worker hosts.</param>
    public static void Write(PayloadWriter writer, FunctionReference reference, FunctionRole role = FunctionRole.Plain)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(reference);
        writer.WriteByte(
            role switch { FunctionRole.InstanceCall => InstanceCall, FunctionRole.Factory => Factory, _ => ByReference });
        reference.Write(writer);
    }

    /// <summary>Encodes a name.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="named">The name.</param>
    public static void Write(PayloadWriter writer, NamedFunction named)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(named);
        writer.WriteByte(ByName);
        named.Write(writer);
    }

    /// <summary>Decodes a definition.</summary>
    /// <param name="reader">Where it comes from.</param>
    /// <returns>The definition, with one of its two parts.</returns>
    /// <exception cref="PayloadFormatException">The bytes are no definition.</exception>
    public static FunctionDefinition Read(ref PayloadReader reader) => reader.ReadByte() switch
    {
        ByReference => new FunctionDefinition(FunctionReference.Read(ref reader), null),
        ByName => new FunctionDefinition(null, NamedFunction.Read(ref reader)),
        InstanceCall => new FunctionDefinition(FunctionReference.Read(ref reader), null, FunctionRole.InstanceCall),
        Factory => new FunctionDefinition(FunctionReference.Read(ref reader), null, FunctionRole.Factory),
        var other => throw new PayloadFormatException($"A function definition of kind {other} came in; this build knows 1 to 4."),
    };
}
