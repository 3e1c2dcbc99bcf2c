using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Troupe.Messages.Payloads;

/// <summary>
/// Memory that comes from another process is a value of its type only if the type says so: the framework reads tables by the parts of a date
/// or a decimal without looking, so that one with impossible bits would end the process that formats it.
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
        [typeof(Rune)] = (Func<Rune, bool>)(static value => Rune.IsValid(value.Value)),
    };

    /// <summary>Tells whether a value's memory is one that its type allows; null when any is.</summary>
    public static Func<T, bool>? CheckOf<T>()
        where T : unmanaged
    {
        if (typeof(T).IsPrimitive || typeof(T).IsEnum)
        {
            return null;
        }

        if (s_checks.TryGetValue(typeof(T), out Delegate? check))
        {
            return (Func<T, bool>)check;
        }

        ParameterExpression value = Expression.Parameter(typeof(T));
        return Check(value) is { } body ? Expression.Lambda<Func<T, bool>>(body, value).Compile() : null;
    }

    private static Expression? Check(Expression value)
    {
        Type type = value.Type;
        if (s_checks.TryGetValue(type, out Delegate? check))
        {
            return Expression.Invoke(Expression.Constant(check), value);
        }

        // Of fields that overlap nothing tells which one is meant.
        if (type.IsPrimitive || type.IsEnum || type.IsPointer || type.IsExplicitLayout)
        {
            return null;
        }

        if (type.GetCustomAttribute<InlineArrayAttribute>() is { } array)
        {
            Type element = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Single().FieldType;
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
        Func<TElement, bool> isValid = CheckOf<TElement>()!;
        foreach (TElement element in MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TArray, TElement>(ref array), length))
        {
            if (!isValid(element))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsValid(DateTimeOffset value)
    {
        long minutes = value.Offset.Ticks / TimeSpan.TicksPerMinute;
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
