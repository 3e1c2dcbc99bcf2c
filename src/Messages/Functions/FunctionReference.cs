using System.Globalization;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>
/// What travels for a delegate: a method of one very build of an assembly, with its generic arguments, and the signature it
/// is called with where that differs from the method's own. Immutable, compared by content, thread-safe.
/// </summary>
internal sealed class FunctionReference : IEquatable<FunctionReference>
{
    private const byte Version = 1;

    internal FunctionReference(
        string assemblyName, Guid moduleVersionId, int methodToken,
        TypeReference[] typeArguments, TypeReference[] methodArguments, TypeReference[] signature)
    {
        AssemblyName = assemblyName;
        ModuleVersionId = moduleVersionId;
        MethodToken = methodToken;
        TypeArguments = typeArguments;
        MethodArguments = methodArguments;
        Signature = signature;
    }

    /// <summary>The simple name of the assembly that defines the method.</summary>
    public string AssemblyName { get; }

    /// <summary>The build the token belongs to; another build is refused.</summary>
    public Guid ModuleVersionId { get; }

    /// <summary>The metadata token of the method's definition.</summary>
    public int MethodToken { get; }

    /// <summary>The generic arguments of the declaring type.</summary>
    public IReadOnlyList<TypeReference> TypeArguments { get; }

    /// <summary>The generic arguments of the method.</summary>
    public IReadOnlyList<TypeReference> MethodArguments { get; }

    /// <summary>
    /// The parameter types and, last, the return type of the delegate, when they differ from the method's (variance);
    /// otherwise empty.
    /// </summary>
    public IReadOnlyList<TypeReference> Signature { get; }

    /// <summary>Appends this reference.</summary>
    public void Write(PayloadWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteByte(Version);
        TypeReference.WriteName(writer, AssemblyName);
        writer.WriteUnmanaged(ModuleVersionId);
        writer.WriteUnmanaged(MethodToken);
        TypeReference.WriteAll(writer, TypeArguments);
        TypeReference.WriteAll(writer, MethodArguments);
        TypeReference.WriteAll(writer, Signature);
    }

    /// <summary>Reads a reference; looks nothing up.</summary>
    /// <exception cref="PayloadFormatException">The bytes are malformed or pass a limit.</exception>
    public static FunctionReference Read(ref PayloadReader reader)
    {
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new PayloadFormatException(
                $"Function references of version {version} are not known; both sides must run the same Troupe.");
        }

        var name = TypeReference.ReadName(ref reader);
        var build = reader.ReadUnmanaged<Guid>();
        var token = reader.ReadUnmanaged<int>();
        return new FunctionReference(
            name, build, token, TypeReference.ReadAll(ref reader, 0), TypeReference.ReadAll(ref reader, 0), TypeReference.ReadAll(
                ref reader,
                0));
    }

    /// <inheritdoc/>
    public bool Equals(FunctionReference? other) =>
        ReferenceEquals(this, other)
        || (other is not null && MethodToken == other.MethodToken && ModuleVersionId == other.ModuleVersionId
            && AssemblyName == other.AssemblyName && TypeArguments.SequenceEqual(other.TypeArguments)
            && MethodArguments.SequenceEqual(other.MethodArguments) && Signature.SequenceEqual(other.Signature));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FunctionReference);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(MethodToken, ModuleVersionId, TypeArguments.Count, MethodArguments.Count);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{AssemblyName}[{ModuleVersionId}]/0x{MethodToken:X8}");
}
