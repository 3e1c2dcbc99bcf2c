using Troupe.Messages.Functions;

namespace Troupe.Messages.Tests.Functions;

/// <summary>Code that only computes leaves nothing on its thread; what calls anything may.</summary>
public sealed class PureCodeSpecs
{
    private static int s_static = 3;

    [Theory]
    [InlineData(nameof(Compute), true)]
    [InlineData(nameof(Arithmetic), true)]
    [InlineData(nameof(Loop), true)]
    [InlineData(nameof(Calls), false)]
    [InlineData(nameof(Makes), false)]
    [InlineData(nameof(Reads), false)]
    [InlineData(nameof(Sets), false)]
    [InlineData(nameof(CallsThrough), false)]
    public void Only_code_without_calls_is_pure(string name, bool pure) =>
        PureCode.IsIn(
            typeof(PureCodeSpecs).GetMethod(
                name,
                System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!).ShouldBe(pure);

    private static int Compute(int value) => (value * 3) ^ (value >> 2);

    private static double Arithmetic(double value) => Math.Sqrt(value) + Math.Max(value, 1) + MathF.Sin((float)value);

    private static int Loop(int value)
    {
        var sum = 0;
        for (var index = 0; index < value; index++)
            sum += index % 7 == 0 ? index : -index;
        return sum;
    }

    private static int Calls(int value) => Compute(value);

    private static DateTime Makes(int value) => new(value);

    private static int Reads(int value) => value + s_static;

    private static int Sets(int value)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        return s_static = value;
    }

    private static unsafe int CallsThrough(nint function) => ((delegate*<int, int>)function)(1);
}
