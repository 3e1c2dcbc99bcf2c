using Troupe.Messages.Errors;
using Troupe.Messages.Jobs;
using Troupe.SharedState;

namespace Troupe.Jobs;

/// <summary>Turns what a worker tells of an error into what the caller catches.</summary>
internal static class RemoteFaults
{
    public static Exception Rebuild(FaultKind kind, RemoteError error, byte[]? details = null) => kind switch
    {
        FaultKind.ArgumentDecoding => new PayloadFormatException(
            $"The worker could not decode the arguments: {error.Message}",
            CauseOf(error)),
        FaultKind.ResultEncoding => new PayloadNotEncodableException(error.Message, CauseOf(error)),
        FaultKind.ResultTooLarge => new PayloadTooLargeException(error.Message),
        FaultKind.FunctionRefused => new FunctionRefusedException(error.Message),
        FaultKind.FunctionNotFound => new FunctionNotFoundException(error.Message),
        FaultKind.NotCompleted => NestedFaults.Rebuild(error, details),
        _ => RemoteErrors.Rebuild(error, SharedErrors.Find),
    };

    /// <summary>Whether <see cref="Rebuild"/> may run a constructor of the program's own type.</summary>
    public static bool RunsUserCode(FaultKind kind, RemoteError error) => kind switch
    {
        FaultKind.ResultTooLarge or FaultKind.FunctionRefused or FaultKind.FunctionNotFound or FaultKind.NotCompleted => false,
        _ => !RemoteErrors.AreKnown(error),
    };

    /// <summary>What the user's own code threw while a value was encoded or decoded; null when it was refused without.</summary>
    private static Exception? CauseOf(RemoteError error)
    {
        var cause = error.Inner;
        while (cause is { Inner: { } inner } && cause.TypeName.StartsWith("Troupe.Payload", StringComparison.Ordinal))
            cause = inner;
        return cause is null || cause.TypeName.StartsWith("Troupe.Payload", StringComparison.Ordinal)
            ? null
            : RemoteErrors.Rebuild(cause, SharedErrors.OwnTypes.Find);
    }
}
