namespace Troupe.Jobs.Calls;

/// <summary>
/// Which overload a lambda is taken for when several would do: the one whose task is awaited. Without an order
/// <c>RunAsync&lt;string&gt;(() => throw …)</c> fits a function of a string and one of a task of a string equally well, and does not
/// compile; and a lambda that ignores its one parameter fits both a token and an argument, which the options behind it would then be.
/// </summary>
internal static class OverloadOrder
{
    /// <summary>Returns a task; before those that return a plain value or nothing.</summary>
    public const int Task = 1;

    /// <summary>Takes a token and returns a task with a result; before all others.</summary>
    public const int TokenAndResult = 2;
}
