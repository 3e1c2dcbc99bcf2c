using System.Runtime.CompilerServices;
using Troupe.Messages.Errors;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.Jobs;

/// <summary>
/// Why a job did not succeed: told by the worker, or found by the coordinator. Each job gets an exception of its own,
/// and only when there is code to catch it.
/// </summary>
internal readonly struct JobFault
{
    private readonly Exception? _local;
    private readonly RemoteError? _remote;
    private readonly byte[]? _details;

    private JobFault(FaultKind kind, Exception? local, RemoteError? remote, byte[]? details = null) =>
        (Kind, _local, _remote, _details) = (kind, local, remote, details);

    public FaultKind Kind { get; }

    /// <summary>How the job's process was lost, if that is the fault, and not an error that the job itself has thrown.</summary>
    public string? Loss => _local is WorkerLostException or JobPoisonedException ? _local.Message.TrimEnd('.') : null;

    /// <summary>The text of the worker, or of the part of the pool that found it.</summary>
    public string Message => _local?.Message ?? _remote!.Message;

    /// <summary>Whether making the exception may run code that is not Troupe's: a constructor of the program's own type.</summary>
    public bool RunsUserCode => _remote is not null && RemoteFaults.RunsUserCode(Kind, _remote);

    public static JobFault Of(Exception error) => new(FaultKind.NotCompleted, error, null);

    public static JobFault Read(ReadOnlySpan<byte> message)
    {
        var reader = new PayloadReader(message);
        var kind = (FaultKind)reader.ReadUnmanaged<byte>();
        var error = RemoteError.Read(ref reader);
        return new JobFault(kind, null, error, kind == FaultKind.NotCompleted ? reader.Rest.ToArray() : null);
    }

    /// <summary>The same fault, of an item of a map or stream.</summary>
    /// <param name="index">Its index; one beyond 2^31 is told by <see cref="Exception.Data"/> alone.</param>
    public JobFault AtItem(long index) => index > int.MaxValue ? this : new JobFault(Kind, _local, _remote?.AtItem((int)index), _details);

    /// <summary>A new exception each time: its receiver may add data to it.</summary>
    public Exception ToException() => _local is null ? RemoteFaults.Rebuild(Kind, _remote!, _details) : (Exception)Copy(_local);

    /// <summary>All fields as they are; what was made here was not thrown yet, so there is no stack that two could share.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(MemberwiseClone))]
    private static extern object Copy(object original);

    public void Write(PayloadWriter writer)
    {
        writer.WriteUnmanaged((byte)Kind);
        (_remote ?? RemoteError.From(_local!)).Write(writer);
        if (_local is not null)
            NestedFaults.WriteDetails(writer, _local);
        else if (_details is not null)
            writer.WriteSpan(_details);
    }
}
