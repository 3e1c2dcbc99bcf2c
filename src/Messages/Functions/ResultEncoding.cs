using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

internal static class ResultEncoding
{
    /// <exception cref="ResultEncodingException">The result cannot be encoded.</exception>
    public static void Write<T>(PayloadWriter writer, T value)
    {
        try
        {
            PayloadCodec<T>.Instance.Write(writer, value);
        }
        catch (Exception e)
        {
            throw new ResultEncodingException($"The result of type {PayloadTypeName.Full(typeof(T))} could not be encoded: {e.Message}", e);
        }
    }

    public static TTask Require<TTask>(TTask? task)
        where TTask : Task =>
        task ?? throw new InvalidOperationException("The function returned null instead of a task. A lambda such as () => null fits "
            + "both a value and a task, and is taken for a task: write () => (string?)null.");
}
