using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Messages.Payloads;

/// <summary>
/// Structs whose members do not tell their whole memory, so that JSON would silently lose a part of it: fixed buffers,
/// [InlineArray], unions, and those of the framework with hidden fields, such as <see cref="Index"/> and <see cref="System.Text.Rune"/>.
/// </summary>
internal sealed class MemoryConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => Takes(typeToConvert);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(MemoryConverter<>).MakeGenericType(typeToConvert))!;

    /// <summary>Whether a struct travels as its memory inside JSON, too.</summary>
    public static bool Takes(Type type) =>
        type is { IsValueType: true, IsEnum: false, IsPrimitive: false, IsByRefLike: false }
        && Nullable.GetUnderlyingType(type) is null
        && !PayloadTypeRules.IsKnown(type) && !PayloadTypeRules.HasOwnConverter(type)
        && HidesMemory(type) && PayloadTypeRules.IsPlainMemory(type);

    private static bool HidesMemory(Type type) =>
        type.IsDefined(typeof(InlineArrayAttribute), inherit: false)
        // A fixed buffer has room for more than its one field; fields of a union overlap, so that what is set last wins.
        || (type.StructLayoutAttribute is { Size: > 0 } or { Value: LayoutKind.Explicit } && PrivateState.DeclaredBy(type).Any())
        || type.IsAssignableTo(typeof(IEnumerable))
        || (Assemblies.FrameworkAssemblies.Contains(type.Assembly) && !PrivateState.IsShown(type));
}
