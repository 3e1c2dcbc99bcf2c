using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>
/// Runs one function in the worker: decodes, calls, waits for a returned task, encodes. Built once per function by
/// <see cref="FunctionCatalog"/>. Thread-safe as far as the function is.
/// </summary>
internal abstract class JobInvoker
{
    private protected JobInvoker(string displayName, bool takesToken)
    {
        DisplayName = displayName;
        TakesToken = takesToken;
    }

    /// <summary>The function's display name.</summary>
    public string DisplayName { get; }

    /// <summary>Whether the function takes a <see cref="CancellationToken"/>.</summary>
    public bool TakesToken { get; }

    /// <summary>Runs the function once and blocks until it is done.</summary>
    /// <param name="arguments">The captured data, if any, then each argument. Must be used up exactly.</param>
    /// <param name="call">What the worker lends to the call.</param>
    /// <param name="result">Gets the encoded result; what is in it after an exception is of no use.</param>
    /// <exception cref="ArgumentDecodingException">The arguments are bad; the function was not entered.</exception>
    /// <exception cref="ResultEncodingException">The function returned, but its result cannot be encoded.</exception>
    /// <remarks>Every other exception is the function's own, as it was thrown.</remarks>
    public abstract void Invoke(ref PayloadReader arguments, IJobCall call, PayloadWriter result);

    /// <summary>An invoker that runs the function for many items in one call.</summary>
    /// <param name="shape">How an item is laid out.</param>
    /// <exception cref="FunctionRefusedException">The function's parameters do not fit that shape.</exception>
    public abstract ChunkInvoker Chunk(ChunkShape shape);

    internal ArgumentDecodingException Undecodable(Exception error) => Undecodable(DisplayName, error);

    private protected static ArgumentDecodingException Undecodable(string displayName, Exception error) =>
        new($"The arguments of {displayName} could not be decoded: {error.Message}", error);
}
