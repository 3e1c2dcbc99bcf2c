using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Troupe.Messages.Functions;

/// <summary>
/// What the tokens in a module's code name, as far as the module itself declares it. Members of generic types are found by
/// name. Answers are tokens of definitions: collections of the reader's own handles would have to be compiled at run time.
/// </summary>
internal sealed class ModuleMetadata(MetadataReader reader)
{
    /// <summary>No type of this module.</summary>
    public const int None = 0;

    /// <summary>The type of this module that a token names, or that declares what it names; else <see cref="None"/>.</summary>
    public int OwnerOf(int token) =>
        MetadataTokens.GetToken(OwnerOf(HandleOf(token))) is int owner && (owner & 0xFFFFFF) != 0 ? owner : None;

    /// <summary>The name of a type, without its namespace; empty for <see cref="None"/>.</summary>
    public string TypeName(int type) =>
        type == None ? "" : reader.GetString(reader.GetTypeDefinition((TypeDefinitionHandle)MetadataTokens.EntityHandle(type)).Name);

    public string MethodName(int method) => reader.GetString(Method(method).Name);

    public bool IsStaticMethod(int method) => (Method(method).Attributes & MethodAttributes.Static) != 0;

    public List<int> MethodsOf(int type)
    {
        List<int> all = [];
        foreach (var method in reader.GetTypeDefinition((TypeDefinitionHandle)MetadataTokens.EntityHandle(type))
            .GetMethods())
        {
            all.Add(MetadataTokens.GetToken(method));
        }

        return all;
    }

    /// <summary>The methods that may be meant: one, or those of that name when the owner is generic.</summary>
    public List<int> MethodsOf(int owner, int token)
    {
        var named = HandleOf(token);
        if (named.Kind == HandleKind.MethodSpecification)
            named = reader.GetMethodSpecification((MethodSpecificationHandle)named).Method;

        if (owner == None || named.Kind == HandleKind.MethodDefinition)
            return owner == None ? [] : [MetadataTokens.GetToken(named)];

        var name = reader.GetString(reader.GetMemberReference((MemberReferenceHandle)named).Name);
        return MethodsOf(owner).FindAll(method => MethodName(method) == name);
    }

    /// <summary>The fields that may be meant: one, or those of that name when the owner is generic.</summary>
    public List<int> FieldsOf(int owner, int token)
    {
        var named = HandleOf(token);
        if (named.Kind == HandleKind.FieldDefinition)
            return [token];

        List<int> all = [];
        var name = reader.GetString(reader.GetMemberReference((MemberReferenceHandle)named).Name);
        foreach (var field in reader.GetTypeDefinition((TypeDefinitionHandle)MetadataTokens.EntityHandle(owner))
            .GetFields())
        {
            if (reader.StringComparer.Equals(reader.GetFieldDefinition(field).Name, name))
                all.Add(MetadataTokens.GetToken(field));
        }

        return all;
    }

    private MethodDefinition Method(int method) => reader.GetMethodDefinition((MethodDefinitionHandle)MetadataTokens.EntityHandle(method));

    // Tokens beyond the tables were added at run time by an instrumenting profiler: they name nothing of the compiler's.
    private EntityHandle HandleOf(int token)
    {
        var handle = MetadataTokens.EntityHandle(token);
        return MetadataTokens.TryGetTableIndex(handle.Kind, out var table)
            && MetadataTokens.GetRowNumber(handle) <= reader.GetTableRowCount(table)
            ? handle
            : default;
    }

    private TypeDefinitionHandle OwnerOf(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                return (TypeDefinitionHandle)handle;
            case HandleKind.FieldDefinition:
                return reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType();
            case HandleKind.MethodDefinition:
                return reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType();
            case HandleKind.MemberReference:
                return OwnerOf(reader.GetMemberReference((MemberReferenceHandle)handle).Parent);
            case HandleKind.MethodSpecification:
                return OwnerOf(reader.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            case HandleKind.TypeSpecification:
                var signature = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
                return signature.ReadSignatureTypeCode() == SignatureTypeCode.GenericTypeInstance && signature.ReadCompressedInteger() > 0
                    ? OwnerOf(signature.ReadTypeHandle())
                    : default;
            default:
                return default;
        }
    }
}
