using Troupe.Messages.Errors;
using Troupe.Messages.Functions;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.WorkerNode;

/// <summary>Sorts what a call threw into the kinds of the protocol and encodes it.</summary>
internal static class Faults
{
    public static void Write(PayloadWriter writer, Exception error, bool cancelRequested)
    {
        var (kind, told) = Sort(error, cancelRequested);
        writer.WriteUnmanaged((byte)kind);
        MissingParts.Explain(told, RemoteError.From(told)).Write(writer);
    }

    private static (FaultKind Kind, Exception Told) Sort(Exception error, bool cancelRequested) => error switch
    {
        ArgumentDecodingException => (FaultKind.ArgumentDecoding, error.InnerException ?? error),
        ResultEncodingException { InnerException: PayloadTooLargeException } => (FaultKind.ResultTooLarge, error),
        ResultEncodingException => (FaultKind.ResultEncoding, error),
        FunctionRefusedException => (FaultKind.FunctionRefused, error),
        FunctionNotFoundException => (FaultKind.FunctionNotFound, error),
        OperationCanceledException when cancelRequested => (FaultKind.Cancelled, error),
        _ => (FaultKind.Threw, error),
    };
}
