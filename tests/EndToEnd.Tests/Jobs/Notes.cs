namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Functions without a result; what they did is read from a file.</summary>
public static class Notes
{
    /// <summary>Where the functions that take no path write: set by the pool's environment.</summary>
    public const string Variable = "TROUPE_SPEC_NOTE";

    private static string Default => Environment.GetEnvironmentVariable(Variable)!;

    public static void Write0() => File.AppendAllText(Default, "0;");

    public static void Write1(string path) => File.AppendAllText(path, "1;");

    public static void Write2(string path, int a) => File.AppendAllText(path, $"2:{a};");

    public static void Write3(string path, int a, int b) => File.AppendAllText(path, $"3:{a}{b};");

    public static void Write4(string path, int a, int b, int c) => File.AppendAllText(path, $"4:{a}{b}{c};");

    public static Task Async0() => File.AppendAllTextAsync(Default, "async0;");

    public static Task Async1(string path) => File.AppendAllTextAsync(path, "async1;");

    public static Task Async2(string path, int a) => File.AppendAllTextAsync(path, $"async2:{a};");

    public static Task Async3(string path, int a, int b) => File.AppendAllTextAsync(path, $"async3:{a}{b};");

    public static Task Async4(string path, int a, int b, int c) => File.AppendAllTextAsync(path, $"async4:{a}{b}{c};");

    public static Task Token0(CancellationToken token) => File.AppendAllTextAsync(Default, $"token0:{token.CanBeCanceled};", token);

    public static Task Token1(string path, CancellationToken token) =>
        File.AppendAllTextAsync(path, $"token1:{token.CanBeCanceled};", token);

    public static Task Token2(string path, int a, CancellationToken token) =>
        File.AppendAllTextAsync(path, $"token2:{a}{token.CanBeCanceled};", token);

    public static Task Token3(string path, int a, int b, CancellationToken token) =>
        File.AppendAllTextAsync(path, $"token3:{a}{b}{token.CanBeCanceled};", token);

    public static Task Token4(string path, int a, int b, int c, CancellationToken token) =>
        File.AppendAllTextAsync(path, $"token4:{a}{b}{c}{token.CanBeCanceled};", token);
}
