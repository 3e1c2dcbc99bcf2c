using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Troupe.Messages.Payloads;

/// <summary>A collection travels as its elements, so a user's collection that has more than those would silently lose the rest.</summary>
internal static class CollectionMembers
{
    private const string Instead =
        "Make the collection a member of an object that has it instead, or mark it [JsonIgnore] if it need not travel.";

    /// <exception cref="PayloadNotEncodableException">The collection has a member that would be lost, or would arrive in another
    /// order.</exception>
    public static void RequireNone(JsonTypeInfo info, string path)
    {
        var type = info.Type;
        if (type.IsArray || Assemblies.FrameworkAssemblies.Contains(type.Assembly))
            return;

        var root = type;
        while (root is not null && !Assemblies.FrameworkAssemblies.Contains(root.Assembly))
            root = root.BaseType;

        if (root is { IsGenericType: true } && root.GetGenericTypeDefinition() is { } known
            && (known == typeof(Stack<>) || known == typeof(ConcurrentStack<>)))
        {
            throw new PayloadNotEncodableException(path, PayloadTypeName.Full(type),
                "a stack of your own would arrive upside down. Make a stack of the framework's a member of an object instead.");
        }

        var lost = root?.IsAssignableTo(typeof(IEnumerable)) == true ? FieldOf(type, root) : PublicMemberOf(type);
        if (lost is not null)
        {
            var lostType = lost is FieldInfo field ? field.FieldType : ((PropertyInfo)lost).PropertyType;
            throw new PayloadNotEncodableException($"{path}.{PrivateState.NameOf(lost)}", PayloadTypeName.Full(lostType),
                $"a collection travels as its elements, without further members. {Instead}");
        }
    }

    // What derives from a collection of the framework has its elements there: a field of its own is something else.
    private static FieldInfo? FieldOf(Type type, Type root)
    {
        for (var level = type; level != root; level = level.BaseType!)
        {
            if (PrivateState.DeclaredBy(level).FirstOrDefault(field => !PrivateState.StaysBehind(field)) is { } field)
                return field;
        }

        return null;
    }

    // One that keeps its elements itself needs fields for that; what can be set from outside is something else.
    private static MemberInfo? PublicMemberOf(Type type) =>
        type.GetMembers(BindingFlags.Instance | BindingFlags.Public).FirstOrDefault(member => member switch
        {
            FieldInfo field => !PrivateState.StaysBehind(field),
            PropertyInfo property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0
                && property.GetCustomAttribute<JsonIgnoreAttribute>(inherit: false) is null or { Condition: JsonIgnoreCondition.Never },
            _ => false,
        });
}
