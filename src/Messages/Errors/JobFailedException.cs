using Troupe.Messages.Errors;

namespace Troupe;

/// <summary>
/// A job threw an exception of a type that is not known on this side, so that only its text came back. Known types come back
/// as themselves.
/// </summary>
public sealed class JobFailedException : Exception
{
    /// <summary>Creates an exception without a particular message.</summary>
    public JobFailedException()
    {
    }

    /// <summary>Creates an exception with a message only.</summary>
    public JobFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    public JobFailedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an exception from what came back.</summary>
    /// <param name="error">The remote error.</param>
    /// <param name="innerException">Its inner error, rebuilt, if there is one.</param>
    internal JobFailedException(RemoteError error, Exception? innerException = null)
        : base(Describe(error), innerException)
    {
        RemoteType = error.TypeName;
        RemoteMessage = error.Message;
        RemoteStackTrace = error.StackTrace;
        ItemIndex = error.ItemIndex;
    }

    /// <summary>The full type name of the exception the job threw.</summary>
    public string RemoteType { get; } = "";

    /// <summary>The message of the exception the job threw.</summary>
    public string RemoteMessage { get; } = "";

    /// <summary>Where in the worker it was thrown, as text.</summary>
    public string RemoteStackTrace { get; } = "";

    /// <summary>Which item of a mapped sequence failed, from 0; null for a single call.</summary>
    public int? ItemIndex { get; }

    private static string Describe(RemoteError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var item = error.ItemIndex is { } index ? $" at item {index}" : "";
        return $"The job failed{item} with {error.TypeName}: {error.Message}";
    }
}
