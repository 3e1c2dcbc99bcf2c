using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Troupe.Cli.Metadata;

/// <summary>Turns the types of a signature into text; resolves nothing, so nothing is loaded.</summary>
internal sealed class TypeTextProvider : ISignatureTypeProvider<TypeText, object?>
{
    public static TypeTextProvider Instance { get; } = new();

    public TypeText GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode switch
    {
        PrimitiveTypeCode.Boolean => new("bool"),
        PrimitiveTypeCode.Byte => new("byte"),
        PrimitiveTypeCode.SByte => new("sbyte"),
        PrimitiveTypeCode.Char => new("char"),
        PrimitiveTypeCode.Int16 => new("short"),
        PrimitiveTypeCode.UInt16 => new("ushort"),
        PrimitiveTypeCode.Int32 => new("int"),
        PrimitiveTypeCode.UInt32 => new("uint"),
        PrimitiveTypeCode.Int64 => new("long"),
        PrimitiveTypeCode.UInt64 => new("ulong"),
        PrimitiveTypeCode.Single => new("float"),
        PrimitiveTypeCode.Double => new("double"),
        PrimitiveTypeCode.String => new("string"),
        PrimitiveTypeCode.Object => new("object"),
        PrimitiveTypeCode.Void => new("void"),
        PrimitiveTypeCode.IntPtr => new("nint"),
        PrimitiveTypeCode.UIntPtr => new("nuint"),
        _ => new(typeCode.ToString(), Travels: false),
    };

    public TypeText GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        new(Plain(reader.GetString(reader.GetTypeDefinition(handle).Name)));

    public TypeText GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        var name = Plain(reader.GetString(type.Name));
        var isSpan = name is "Span" or "ReadOnlySpan" && reader.GetString(type.Namespace) == "System";
        return new(name, Travels: !isSpan);
    }

    public TypeText GetTypeFromSpecification(
        MetadataReader reader,
        object? genericContext,
        TypeSpecificationHandle handle,
        byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public TypeText GetGenericInstantiation(TypeText genericType, ImmutableArray<TypeText> typeArguments) =>
        genericType.Name == "Nullable"
            ? new($"{typeArguments[0].Name}?", typeArguments[0].Travels)
            : new(
                $"{genericType.Name}<{string.Join(", ", typeArguments.Select(type => type.Name))}>",
                genericType.Travels && typeArguments.All(type => type.Travels));

    public TypeText GetSZArrayType(TypeText elementType) => new($"{elementType.Name}[]", elementType.Travels);

    public TypeText GetArrayType(TypeText elementType, ArrayShape shape) =>
        new($"{elementType.Name}[{new string(',', shape.Rank - 1)}]", elementType.Travels);

    public TypeText GetByReferenceType(TypeText elementType) => new($"ref {elementType.Name}", Travels: false);

    public TypeText GetPointerType(TypeText elementType) => new($"{elementType.Name}*", Travels: false);

    public TypeText GetFunctionPointerType(MethodSignature<TypeText> signature) => new("delegate*", Travels: false);

    public TypeText GetGenericMethodParameter(object? genericContext, int index) => new($"T{index}", Travels: false);

    public TypeText GetGenericTypeParameter(object? genericContext, int index) => new($"T{index}", Travels: false);

    public TypeText GetModifiedType(TypeText modifier, TypeText unmodifiedType, bool isRequired) => unmodifiedType;

    public TypeText GetPinnedType(TypeText elementType) => elementType;

    private static string Plain(string name) => name.IndexOf('`', StringComparison.Ordinal) is var tick and > 0 ? name[..tick] : name;
}
