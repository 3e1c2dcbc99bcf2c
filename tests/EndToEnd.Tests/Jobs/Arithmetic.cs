namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Functions of every shape that a pool takes.</summary>
public static class Arithmetic
{
    public static int Answer() => 42;

    public static int Square(int x) => x * x;

    public static int Add(int a, int b) => a + b;

    public static int Add3(int a, int b, int c) => a + b + c;

    public static int Add4(int a, int b, int c, int d) => a + b + c + d;

    public static async Task<int> AnswerAsync()
    {
        await Task.Yield();
        return 42;
    }

    public static async Task<int> SquareAsync(int x)
    {
        await Task.Yield();
        return x * x;
    }

    public static async Task<int> AddAsync(int a, int b)
    {
        await Task.Yield();
        return a + b;
    }

    public static async Task<int> Add3Async(int a, int b, int c)
    {
        await Task.Yield();
        return a + b + c;
    }

    public static async Task<int> Add4Async(int a, int b, int c, int d)
    {
        await Task.Yield();
        return a + b + c + d;
    }

    /// <summary>1 when the token is one that can fire, plus the arguments.</summary>
    public static async Task<int> Token0(CancellationToken token)
    {
        await Task.Yield();
        return token.CanBeCanceled ? 1 : 0;
    }

    public static async Task<int> Token1(int a, CancellationToken token) => a + await Token0(token);

    public static async Task<int> Token2(int a, int b, CancellationToken token) => a + b + await Token0(token);

    public static async Task<int> Token3(int a, int b, int c, CancellationToken token) => a + b + c + await Token0(token);

    public static async Task<int> Token4(int a, int b, int c, int d, CancellationToken token) => a + b + c + d + await Token0(token);
}
