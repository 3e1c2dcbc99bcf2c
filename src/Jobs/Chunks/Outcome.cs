using System.Diagnostics.CodeAnalysis;

namespace Troupe;

/// <summary>What became of one item: a value or an error.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Index">The item's position in the input, from 0.</param>
/// <param name="Value">The result; default when there is an error.</param>
/// <param name="Error">The error; null when the item succeeded.</param>
public readonly record struct Outcome<T>(long Index, T? Value, Exception? Error)
{
    /// <summary>Whether the item succeeded; the name is that of <see cref="Task.IsCompletedSuccessfully"/>.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsCompletedSuccessfully => Error is null;

    /// <summary>Gives the value.</summary>
    /// <returns>The value of an item that succeeded.</returns>
    /// <exception cref="Exception">The item's own error.</exception>
    public T Get()
    {
        if (Error is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(Error);
        return Value!;
    }
}
