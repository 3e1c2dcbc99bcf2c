using System.Reflection;
using System.Runtime.CompilerServices;

namespace Troupe.Messages.Payloads;

/// <summary>Chooses the codec of a type. Runs once per type; nothing here is on the path of a call.</summary>
internal static class PayloadCodecFactory
{
    private static readonly MethodInfo s_containsReferences =
        typeof(RuntimeHelpers).GetMethod(nameof(RuntimeHelpers.IsReferenceOrContainsReferences))!;

    private static readonly Type[] s_tuples =
    [
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>),
    ];

    private static readonly Type[] s_tupleCodecs =
    [
        typeof(TupleCodec<>), typeof(TupleCodec<,>), typeof(TupleCodec<,,>), typeof(TupleCodec<,,,>), typeof(TupleCodec<,,,,>),
        typeof(TupleCodec<,,,,,>), typeof(TupleCodec<,,,,,,>),
    ];

    /// <summary>Builds a <see cref="PayloadCodec{T}"/> for a type known only at run time.</summary>
    /// <exception cref="PayloadNotEncodableException">The type cannot travel.</exception>
    public static object Create(Type type)
    {
        // The everyday types need no reflection, which keeps the first call of a process quick.
        if (type == typeof(int))
            return new UnmanagedCodec<int>();

        if (type == typeof(string))
            return new StringCodec();

        if (type == typeof(long))
            return new UnmanagedCodec<long>();

        if (type == typeof(double))
            return new UnmanagedCodec<double>();

        if (type == typeof(byte[]))
            return new ArrayCodec<byte>(PayloadCodec<byte>.Instance);

        return Build(type);
    }

    /// <summary>The shared codec of a type, as <see cref="PayloadCodec{T}.Instance"/>.</summary>
    /// <exception cref="PayloadNotEncodableException">The type cannot travel.</exception>
    public static object InstanceOf(Type type)
    {
        if (PayloadTypeRules.RefusalOf(type) is { } reason && !PayloadTypeRules.HasOwnConverter(type))
        {
            // Some refused types (pointers, by-reference structs) cannot even be type arguments.
            throw Refuse(type, reason);
        }

        return typeof(PayloadCodec<>).MakeGenericType(type).GetProperty(nameof(PayloadCodec<>.Instance))!
            .GetMethod!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!;
    }

    public static bool ContainsReferences(Type type) => (bool)s_containsReferences.MakeGenericMethod(type).Invoke(null, null)!;

    private static object Build(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(HostedInstance<>))
            return Activator.CreateInstance(typeof(HostedInstanceCodec<>).MakeGenericType(type.GetGenericArguments()))!;

        var ownConverter = PayloadTypeRules.HasOwnConverter(type);
        if (!ownConverter && PayloadTypeRules.RefusalOf(type) is { } reason)
            throw Refuse(type, reason);

        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Compose(type, typeof(NullableCodec<>), underlying);

        if (type.IsEnum || (!ownConverter && type.IsValueType && !ContainsReferences(type)))
        {
            PayloadTypeRules.RequirePlainMemory(type, PayloadTypeName.Short(type));
            return ValidMemory.CheckOf(type) is { } isValid
                ? Activator.CreateInstance(typeof(CheckedCodec<>).MakeGenericType(type), isValid)!
                : Activator.CreateInstance(typeof(UnmanagedCodec<>).MakeGenericType(type))!;
        }

        if (ownConverter)
            return Payloads.CreateFramed(type);

        if (type.IsSZArray)
            return ComposeUnlessFramed(type, typeof(ArrayCodec<>), type.GetElementType()!);

        if (type.IsGenericType)
        {
            var definition = type.GetGenericTypeDefinition();
            var arguments = type.GetGenericArguments();
            if (definition == typeof(List<>))
                return ComposeUnlessFramed(type, typeof(ListCodec<>), arguments[0]);

            if (definition == typeof(Memory<>))
                return Compose(type, typeof(MemoryCodec<>), arguments);

            if (definition == typeof(ReadOnlyMemory<>))
                return Compose(type, typeof(ReadOnlyMemoryCodec<>), arguments);

            var tuple = Array.IndexOf(s_tuples, definition);
            if (tuple >= 0)
                return Compose(type, s_tupleCodecs[tuple], arguments);
        }

        return Payloads.CreateFramed(type);
    }

    private static object ComposeUnlessFramed(Type type, Type codec, Type element)
    {
        var inner = InnerCodec(type, element, type.IsArray ? null : "[]");
        var framed = (bool)inner.GetType()
            .GetProperty(nameof(PayloadCodec<>.SequencesAreFramed), BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(inner)!;
        return framed ? Payloads.CreateFramed(type) : Activator.CreateInstance(codec.MakeGenericType(element), inner)!;
    }

    private static object Compose(Type type, Type codec, params Type[] parts)
    {
        var inner = new object[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            inner[i] = InnerCodec(type, parts[i], parts.Length > 1 ? $".Item{i + 1}" : null);

        return Activator.CreateInstance(codec.MakeGenericType(parts), inner)!;
    }

    private static object InnerCodec(Type outer, Type inner, string? member)
    {
        try
        {
            return InstanceOf(inner);
        }
        catch (PayloadNotEncodableException refusal)
        {
            throw refusal.Under(PayloadTypeName.Short(outer) + member, PayloadTypeName.Short(inner));
        }
    }

    internal static PayloadNotEncodableException Refuse(Type type, string reason) =>
        new(PayloadTypeName.Short(type), PayloadTypeName.Full(type), reason);
}
