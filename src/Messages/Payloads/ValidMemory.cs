using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Troupe.Messages.Payloads;

/// <summary>
/// Memory that comes from another process is a value of its type only if the type says so: the framework reads tables by the parts of a
/// date or a decimal without looking, so that one with impossible bits would end the process that formats it.
/// </summary>
internal static class ValidMemory
{
    private const int DecimalFlags = unchecked((int)0x80FF_0000);
    private const int LargestScale = 28;
    private const int LargestOffset = 14 * 60;

    private static readonly Dictionary<Type, Delegate> s_checks = new()
    {
        [typeof(DateTime)] = (Func<DateTime, bool>)(static value => value.Ticks <= DateTime.MaxValue.Ticks),
        [typeof(DateTimeOffset)] = (Func<DateTimeOffset, bool>)IsValid,
        [typeof(DateOnly)] = (Func<DateOnly, bool>)(static value => (uint)value.DayNumber <= (uint)DateOnly.MaxValue.DayNumber),
        [typeof(TimeOnly)] = (Func<TimeOnly, bool>)(static value => (ulong)value.Ticks <= (ulong)TimeOnly.MaxValue.Ticks),
        [typeof(decimal)] = (Func<decimal, bool>)IsValid,
    };

    /// <summary>A function of a value, which tells whether its memory is one that its type allows; null when any is.</summary>
    /// <param name="type">A type without references.</param>
    public static Delegate? CheckOf(Type type) =>
        type.IsPrimitive || type.IsEnum ? null : s_checks.TryGetValue(type, out var check) ? check : Compile(type);

    // A method of its own: what expressions need is loaded for structs alone.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Delegate? Compile(Type type)
    {
        var value = Expression.Parameter(type);
        return Check(value) is { } body
            ? Expression.Lambda(typeof(Func<,>).MakeGenericType(type, typeof(bool)), body, value).Compile()
            : null;
    }

    private static Expression? Check(Expression value)
    {
        var type = value.Type;
        if (s_checks.TryGetValue(type, out var check))
            return Expression.Invoke(Expression.Constant(check), value);

        // Of fields that overlap nothing tells which one is meant.
        if (type.IsPrimitive || type.IsEnum || type.IsPointer || type.IsExplicitLayout)
            return null;

        if (type.GetCustomAttribute<InlineArrayAttribute>() is { } array)
        {
            var element = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Single().FieldType;
            return Check(Expression.Parameter(element)) is null ? null
                : Expression.Call(typeof(ValidMemory), nameof(AreValid), [type, element], value, Expression.Constant(array.Length));
        }

        return type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => Check(Expression.Field(value, field)))
            .OfType<Expression>()
            .Aggregate(default(Expression), static (all, one) => all is null ? one : Expression.AndAlso(all, one));
    }

    private static bool AreValid<TArray, TElement>(TArray array, int length)
        where TArray : unmanaged
        where TElement : unmanaged
    {
        var isValid = (Func<TElement, bool>)CheckOf(typeof(TElement))!;
        foreach (var element in MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TArray, TElement>(ref array), length))
        {
            if (!isValid(element))
                return false;
        }

        return true;
    }

    private static bool IsValid(DateTimeOffset value)
    {
        var minutes = value.Offset.Ticks / TimeSpan.TicksPerMinute;
        return value.UtcTicks <= DateTime.MaxValue.Ticks && Math.Abs(minutes) <= LargestOffset
            && (ulong)(value.UtcTicks + (minutes * TimeSpan.TicksPerMinute)) <= (ulong)DateTime.MaxValue.Ticks;
    }

    private static bool IsValid(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        return (bits[3] & ~DecimalFlags) == 0 && ((bits[3] >> 16) & 0xFF) <= LargestScale;
    }
}
