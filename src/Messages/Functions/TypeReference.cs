using System.Text;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>
/// A type as it is named between processes: a well-known plain type, a definition in an assembly's very build (module version
/// id and token), or an array of another. Never a type name that would be looked up. Immutable, compared by content.
/// </summary>
internal sealed class TypeReference : IEquatable<TypeReference>
{
    /// <summary>How deep generic arguments and arrays may be nested.</summary>
    public const int MaxNesting = 16;

    /// <summary>How many generic arguments one type may have.</summary>
    public const int MaxArguments = 64;

    /// <summary>The longest assembly name, in bytes of UTF-8.</summary>
    public const int MaxNameBytes = 1024;

    private readonly byte _kind;
    private readonly byte _wellKnown;

    private TypeReference(byte kind, byte wellKnown, string assemblyName, Guid moduleVersionId, int token, TypeReference[] arguments)
    {
        _kind = kind;
        _wellKnown = wellKnown;
        AssemblyName = assemblyName;
        ModuleVersionId = moduleVersionId;
        Token = token;
        Arguments = arguments;
    }

    private enum Kind : byte
    {
        WellKnown = 0,
        Defined = 1,
        Array = 2,
    }

    /// <summary>The simple name of the defining assembly; empty for arrays and well-known types.</summary>
    public string AssemblyName { get; }

    /// <summary>The build the token belongs to.</summary>
    public Guid ModuleVersionId { get; }

    /// <summary>The metadata token of the type's definition.</summary>
    public int Token { get; }

    /// <summary>The generic arguments; for an array its element type alone.</summary>
    public IReadOnlyList<TypeReference> Arguments { get; }

    internal bool IsArray => _kind == (byte)Kind.Array;

    internal Type? WellKnownType => _kind == (byte)Kind.WellKnown ? WellKnownTypes.At(_wellKnown) : null;

    /// <summary>The reference of a closed type.</summary>
    /// <exception cref="FunctionRefusedException">It is open, a pointer, of several dimensions, dynamic, or nested too deep.</exception>
    public static TypeReference Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Of(type, 0);
    }

    /// <summary>Appends this reference.</summary>
    public void Write(PayloadWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteByte(_kind);
        if (_kind == (byte)Kind.Array)
        {
            Arguments[0].Write(writer);
            return;
        }

        if (_kind == (byte)Kind.WellKnown)
        {
            writer.WriteByte(_wellKnown);
        }
        else
        {
            WriteName(writer, AssemblyName);
            writer.WriteUnmanaged(ModuleVersionId);
            writer.WriteUnmanaged(Token);
        }

        WriteAll(writer, Arguments);
    }

    /// <summary>Reads a reference; looks nothing up.</summary>
    /// <exception cref="PayloadFormatException">The bytes are malformed or pass a limit.</exception>
    public static TypeReference Read(ref PayloadReader reader) => Read(ref reader, 0);

    /// <inheritdoc/>
    public bool Equals(TypeReference? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _kind == other._kind && _wellKnown == other._wellKnown && Token == other.Token
            && ModuleVersionId == other.ModuleVersionId && AssemblyName == other.AssemblyName && Arguments.SequenceEqual(other.Arguments));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TypeReference);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_kind, _wellKnown, Token, ModuleVersionId, Arguments.Count);

    internal static void WriteName(PayloadWriter writer, string name)
    {
        var length = Encoding.UTF8.GetByteCount(name);
        if (length > MaxNameBytes)
            throw new FunctionRefusedException($"The name '{name[..64]}…' has {length} bytes; at most {MaxNameBytes} can travel.");

        writer.WriteVarUInt32((uint)length);
        writer.Advance(Encoding.UTF8.GetBytes(name, writer.GetSpan(length)));
    }

    internal static string ReadName(ref PayloadReader reader)
    {
        var length = reader.ReadVarUInt32();
        if (length > MaxNameBytes)
            throw new PayloadFormatException($"A name of {length} bytes is announced; at most {MaxNameBytes} are allowed.");

        return Encoding.UTF8.GetString(reader.ReadSpan((int)length));
    }

    internal static void WriteAll(PayloadWriter writer, IReadOnlyList<TypeReference> references)
    {
        writer.WriteVarUInt32((uint)references.Count);
        for (var i = 0; i < references.Count; i++)
            references[i].Write(writer);
    }

    internal static TypeReference[] ReadAll(ref PayloadReader reader, int depth)
    {
        var count = reader.ReadVarUInt32();
        if (count == 0)
            return [];

        if (count > MaxArguments)
            throw new PayloadFormatException($"{count} type arguments are announced; at most {MaxArguments} are allowed.");

        var all = new TypeReference[reader.CheckCount(count, 2)];
        for (var i = 0; i < all.Length; i++)
            all[i] = Read(ref reader, depth);

        return all;
    }

    private static TypeReference Of(Type type, int depth)
    {
        if (depth > MaxNesting)
            throw new FunctionRefusedException($"The type {PayloadTypeName.Short(type)} is nested deeper than {MaxNesting} levels.");

        if (type.IsSZArray)
            return new TypeReference((byte)Kind.Array, 0, "", default, 0, [Of(type.GetElementType()!, depth + 1)]);

        if (type.HasElementType || type.IsFunctionPointer || type.IsGenericParameter || type.Assembly.IsDynamic)
            throw new FunctionRefusedException($"The type {PayloadTypeName.Full(type)} cannot be named in another process.");

        var arguments = type.IsGenericType
            ? Array.ConvertAll(type.GetGenericArguments(), argument => Of(argument, depth + 1))
            : [];
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return WellKnownTypes.TryFind(definition, out var index)
            ? new TypeReference((byte)Kind.WellKnown, index, "", default, 0, arguments)
            : new TypeReference(
                (byte)Kind.Defined,
                0,
                AssemblyNames.SimpleNameOf(type.Assembly),
                type.Module.ModuleVersionId,
                type.MetadataToken,
                arguments);
    }

    private static TypeReference Read(ref PayloadReader reader, int depth)
    {
        if (depth > MaxNesting)
            throw new PayloadFormatException($"A type is nested deeper than {MaxNesting} levels.");

        var kind = reader.ReadByte();
        switch ((Kind)kind)
        {
            case Kind.Array:
                return new TypeReference(kind, 0, "", default, 0, [Read(ref reader, depth + 1)]);
            case Kind.WellKnown:
                var index = reader.ReadByte();
                var definition = WellKnownTypes.At(index);
                var arguments = ReadAll(ref reader, depth + 1);
                if (arguments.Length != (definition.IsGenericTypeDefinition ? definition.GetGenericArguments().Length : 0))
                    throw new PayloadFormatException($"{PayloadTypeName.Short(definition)} cannot have {arguments.Length} type arguments.");

                return new TypeReference(kind, index, "", default, 0, arguments);
            case Kind.Defined:
                var name = ReadName(ref reader);
                var build = reader.ReadUnmanaged<Guid>();
                var token = reader.ReadUnmanaged<int>();
                return new TypeReference(kind, 0, name, build, token, ReadAll(ref reader, depth + 1));
            default:
                throw new PayloadFormatException($"{kind} is not a kind of type reference.");
        }
    }
}
