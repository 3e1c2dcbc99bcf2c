using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Troupe.Messages.Payloads;

/// <summary>Walks a declared type once and refuses what would not arrive as it was sent, naming the member.</summary>
internal static class PayloadTypeCheck
{
    /// <exception cref="PayloadNotEncodableException">Something inside cannot travel.</exception>
    public static void Require(Type type, JsonSerializerOptions options) =>
        Walk(type, PayloadTypeName.Short(type), options, []);

    private static void Walk(Type type, string path, JsonSerializerOptions options, HashSet<Type> seen)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (!seen.Add(type) || PayloadTypeRules.HasOwnConverter(type))
            return;

        if (PayloadTypeRules.RefusalOf(type) is { } reason)
            throw new PayloadNotEncodableException(path, PayloadTypeName.Full(type), reason);

        JsonTypeInfo info;
        try
        {
            info = options.GetTypeInfo(type);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            BlameMember(type, path, options, seen);
            throw new PayloadNotEncodableException(path, PayloadTypeName.Full(type), e.Message, e);
        }

        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object:
                WalkObject(info, path, options, seen);
                break;
            case JsonTypeInfoKind.Enumerable:
                RequireCreatable(info, path);
                CollectionMembers.RequireNone(info, path);
                Walk(info.ElementType!, path + "[]", options, seen);
                break;
            case JsonTypeInfoKind.Dictionary:
                RequireCreatable(info, path);
                CollectionMembers.RequireNone(info, path);
                RequireKey(type, info.KeyType!, path);
                Walk(info.ElementType!, path + "[]", options, seen);
                break;
            default:
                // A converter answers for the type: the framework's for the plain list above, or a user's own.
                if (CollectionConverterFactory.IsMap(type))
                    RequireKey(type, type.GetGenericArguments()[0], path);

                if (type.IsGenericType)
                {
                    foreach (var argument in type.GetGenericArguments())
                        Walk(argument, path + "[]", options, seen);
                }

                break;
        }
    }

    private static void WalkObject(JsonTypeInfo info, string path, JsonSerializerOptions options, HashSet<Type> seen)
    {
        var type = info.Type;
        if (info.PolymorphismOptions is { } polymorphism)
        {
            foreach (var derived in polymorphism.DerivedTypes.Where(d => d.DerivedType != type))
                Walk(derived.DerivedType, $"{path}<{derived.DerivedType.Name}>", options, seen);
        }
        else if (type.IsAbstract)
        {
            throw new PayloadNotEncodableException(path, PayloadTypeName.Full(type),
                "an interface or abstract class does not say which type to create. Declare the real type, or close the set with "
                    + "[JsonPolymorphic] and [JsonDerivedType].");
        }
        else if (info.CreateObject is null && info.ConstructorAttributeProvider is not ConstructorInfo)
        {
            throw new PayloadNotEncodableException(path, PayloadTypeName.Full(type), IsOwn(type)
                ? "it belongs to the process that made it. Pass what it tells, such as an id or a result; what processes share are "
                    + "channels, pipes, locks, shared objects and actor references."
                : "it has no constructor the copy could be made with. Pass the values that it is made of; or, if the type is yours, add "
                    + "a public parameterless constructor, a single public one whose parameters are named like the properties, or "
                    + "[JsonConstructor].");
        }

        RequireBound(info, path);
        WalkMembers(info, path, options, seen);
    }

    // The serializer looks into the types of all members at once, and its complaint may be about one deep inside of one that is refused
    // anyway.
    private static void BlameMember(Type type, string path, JsonSerializerOptions options, HashSet<Type> seen)
    {
        JsonTypeInfo? plain;
        try
        {
            plain = options.TypeInfoResolver!.GetTypeInfo(type, options);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return;
        }

        if (plain?.Kind == JsonTypeInfoKind.Object)
            WalkObject(plain, path, options, seen);
    }

    private static void WalkMembers(JsonTypeInfo info, string path, JsonSerializerOptions options, HashSet<Type> seen)
    {
        foreach (var property in info.Properties)
        {
            if (property.Get is null)
                continue;

            var member = property.AttributeProvider is MemberInfo known ? PrivateState.NameOf(known) : property.Name;
            if (property.IsExtensionData)
            {
                throw new PayloadNotEncodableException($"{path}.{member}", PayloadTypeName.Full(property.PropertyType),
                    "extension data would let a peer add members without limit. Use a declared dictionary.");
            }

            if (property.CustomConverter is null)
                WalkMember(property, $"{path}.{member}", options, seen);
        }
    }

    private static void WalkMember(JsonPropertyInfo property, string path, JsonSerializerOptions options, HashSet<Type> seen)
    {
        try
        {
            Walk(property.PropertyType, path, options, seen);
        }
        catch (PayloadNotEncodableException refusal) when (property.AttributeProvider is FieldInfo { IsPublic: false } field)
        {
            var advice = PrivateState.Advice(field);
            throw refusal.Reason.EndsWith(advice, StringComparison.Ordinal)
                ? refusal
                : new PayloadNotEncodableException(
                    refusal.MemberPath,
                    refusal.TypeName,
                    $"{refusal.Reason} {advice}",
                    refusal.InnerException);
        }
    }

    private static bool IsOwn(Type type) => Assemblies.OwnAssemblies.Contains(Assemblies.AssemblyNames.SimpleNameOf(type.Assembly));

    /// <summary>What the constructor of the copy takes must be what is written: otherwise every value would fail on the far side.</summary>
    private static void RequireBound(JsonTypeInfo info, string path)
    {
        if (info.CreateObject is not null || info.ConstructorAttributeProvider is not ConstructorInfo constructor)
            return;

        HashSet<string?> written = [.. info.Properties.Where(p => p.Get is not null).Select(p => p.AssociatedParameter?.Name)];
        if (Array.Find(constructor.GetParameters(), p => !p.HasDefaultValue && !written.Contains(p.Name)) is { } lost)
        {
            throw new PayloadNotEncodableException(path, PayloadTypeName.Full(info.Type),
                $"its constructor takes '{lost.Name}', and no property or field of that name that travels gives it back. Add one, give "
                    + "the parameter a default, or mark another constructor with [JsonConstructor].");
        }
    }

    private static void RequireKey(Type type, Type key, string path)
    {
        if (!PayloadTypeRules.MayBeKey(key))
        {
            throw new PayloadNotEncodableException(path, PayloadTypeName.Full(type),
                $"a dictionary's key must be text, a number, an enum, a Guid or a date, not {PayloadTypeName.Full(key)}. Pass a list of "
                    + "pairs.");
        }
    }

    private static void RequireCreatable(JsonTypeInfo info, string path)
    {
        var ownCollection = !info.Type.IsArray && !Assemblies.FrameworkAssemblies.Contains(info.Type.Assembly);
        if (ownCollection && info.CreateObject is null)
        {
            throw new PayloadNotEncodableException(path, PayloadTypeName.Full(info.Type),
                "this collection has no public parameterless constructor the copy could be made with. Pass its elements as a List<T>; "
                    + "or, if the type is yours, add one.");
        }
    }
}
