using System.Diagnostics;

namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>What a worker can tell of its own costs.</summary>
public static class Costs
{
    /// <summary>The bytes that this worker has allocated since it began.</summary>
    public static long AllocatedBytes() => GC.GetTotalAllocatedBytes(precise: true);

    /// <summary>The methods that called this one, each with its type; generated code has none.</summary>
    public static string[] Callers() => Frames();

    /// <summary>As <see cref="Callers"/>, with arguments to pass.</summary>
    public static string[] CallersWith(int number, string text) => [.. Frames(), $"{number} {text}"];

    /// <summary>As <see cref="Callers"/>; the body is asynchronous.</summary>
    public static Task<string[]> CallersAsync(CancellationToken token) => Task.FromResult(token.IsCancellationRequested ? [] : Frames());

    /// <summary>As <see cref="Callers"/>, for one item of many.</summary>
    public static string CallersOfItem(int item) => $"{item} {string.Join('\n', Frames())}";

    private static string[] Frames() =>
        [.. new StackTrace().GetFrames().Select(frame => frame.GetMethod())
            .Select(method => $"{method?.DeclaringType?.FullName}.{method?.Name}")];
}
