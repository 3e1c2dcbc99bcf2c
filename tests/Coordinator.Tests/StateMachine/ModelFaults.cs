using Troupe.Jobs;
using Troupe.Messages.Errors;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.Tests.StateMachine;

/// <summary>What jobs throw.</summary>
internal static class ModelFaults
{
    /// <summary>Of a type that is known everywhere.</summary>
    public static JobFault Known { get; } = Of(FaultKind.Threw, new IOException("The job threw."));

    /// <summary>Of a type of the program's own.</summary>
    public static JobFault Own { get; } = Of(FaultKind.Threw, new ModelException("The job threw."));

    /// <summary>It ended by its token.</summary>
    public static JobFault ByToken { get; } = Of(FaultKind.Cancelled, new OperationCanceledException());

    private static JobFault Of(FaultKind kind, Exception error)
    {
        using var writer = new PayloadWriter();
        writer.WriteByte((byte)kind);
        RemoteError.From(error).Write(writer);
        return JobFault.Read(writer.WrittenSpan);
    }
}
