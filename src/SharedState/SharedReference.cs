using System.Collections.Concurrent;
using Troupe.Links.Jobs;
using Troupe.Links.Shared;
using Troupe.Messages.Payloads;

namespace Troupe.SharedState;

/// <summary>
/// What a handle holds: which shared object it is, and the way there, in this process or over the link to the parent.
/// One per object and process. Safe for any thread.
/// </summary>
internal sealed class SharedReference
{
    /// <summary>Room for what goes before a value on its way: addresses, numbers, the operation.</summary>
    private const int HeadRoom = 256;

    private const string EndedSomehow = "its owner disposed it, or the pool it was created by has ended";

    private static readonly ConcurrentDictionary<SharedAddress, SharedReference> s_known = new();

    private readonly Lock _gate = new();
    private readonly HashSet<JobScope> _jobHolds = [];
    private readonly IFastPath?[] _fastPaths = new IFastPath?[2];
    private readonly ParentSpace? _parent;
    private readonly SharedHome? _home;
    private string? _ended;

    private SharedReference(SharedAddress address, string kind, ParentSpace? parent, SharedHome? home)
    {
        (Address, Kind, _parent, _home) = (address, kind, parent, home);
        Largest = (parent?.MaxMessageBytes ?? PayloadWriter.DefaultLimit) - HeadRoom;
    }

    public SharedAddress Address { get; }

    /// <summary>What it is, for texts: a channel, a lock.</summary>
    public string Kind { get; }

    /// <summary>Whether the object lives in this process.</summary>
    public bool IsHome => _parent is null;

    /// <summary>The longest request in bytes.</summary>
    public long Largest { get; }

    /// <summary>Why the object has ended; null while it lives.</summary>
    public string? Ended => Volatile.Read(ref _ended);

    /// <summary>The longest value of an object whose links carry messages of at most so many bytes.</summary>
    public static long LargestValue(long maxMessageBytes) => maxMessageBytes - (2 * HeadRoom);

    /// <summary>Gives an object of this process the number that it is known by.</summary>
    public static SharedReference Create(string kind, SharedHome home)
    {
        SharedHomes.Add(home);
        var address = new SharedAddress(SharedSpace.Id, home.Number);
        return s_known[address] = new SharedReference(address, kind, null, home);
    }

    /// <summary>The reference to an object in this process; null when this process has none, or the object has ended.</summary>
    public static SharedReference? Known(SharedAddress address) => s_known.GetValueOrDefault(address);

    /// <summary>Binds an address that came in with a handle.</summary>
    /// <returns>Null when its home is neither this process nor the one that started it.</returns>
    public static SharedReference? TryBind(SharedAddress address, string kind)
    {
        if (s_known.TryGetValue(address, out var known))
            return known;
        if (address.Space == SharedSpace.Id)
        {
            // Every object that lives here is known, so this one has ended.
            var ended = new SharedReference(address, kind, null, null);
            ended.End(null);
            return ended;
        }
        if (ParentSpace.Current is not { } parent || parent.Id != address.Space)
            return null;
        parent.Receiver = ThisProcess.Peer;
        return s_known.GetOrAdd(address, new SharedReference(address, kind, parent, null));
    }

    /// <summary>Begins a request; the caller writes what the operation needs and sends it.</summary>
    /// <param name="operation">What is asked.</param>
    /// <param name="hold">Whether the job may hold something afterwards, which is released at its end.</param>
    public OutgoingRequest Begin(byte operation, bool hold = false)
    {
        if (Ended is not null)
            throw EndedError();
        var job = JobScope.Current;
        return new OutgoingRequest(this, operation, job is null || (hold && !TryRegisterHold(job)) ? 0 : job.JobId);
    }

    public void Send(ReadOnlySpan<byte> request)
    {
        if (_parent is not null)
            _parent.Send(Address.Number, request);
        else
            _home!.Handle(ThisProcess.Peer, request.ToArray());
    }

    /// <summary>A job is given a part of the object, which lives in this process.</summary>
    public void Transfer(byte part) => _home?.Transfer(part);

    /// <summary>A job that was given a part of the object, which lives in this process, has ended.</summary>
    /// <param name="part">Which.</param>
    /// <param name="lost">How its process died with it; null when it ended in any other way.</param>
    public void Return(byte part, string? lost) => _home?.Return(part, lost);

    /// <summary>To be called before an answer is waited for.</summary>
    public void BeforeWait() => _parent?.BeforeWait();

    public void Withdraw(ulong number)
    {
        if (Ended is not null)
            return;
        using var request = new OutgoingRequest(this, CommonOperation.Withdraw, 0);
        request.Body.WriteVarUInt64(number);
        request.Tell();
    }

    /// <summary>Ends the object when this process is its home.</summary>
    public void StopIfOwn()
    {
        if (_parent is null && Ended is null)
            Stop("its owner disposed it");
    }

    /// <summary>Ends the object, which lives in this process.</summary>
    /// <param name="why">For those in this process who use it later.</param>
    public void Stop(string why)
    {
        End(why);
        _home?.Stop();
    }

    public void End(string? reason)
    {
        Interlocked.CompareExchange(ref _ended, reason ?? EndedSomehow, null);
        s_known.TryRemove(Address, out _);
        foreach (var fastPath in _fastPaths)
            fastPath?.End();
    }

    /// <summary>A fast path to the object; one per process.</summary>
    /// <param name="index">Which of the object's ways, 0 or 1.</param>
    /// <param name="create">Makes it at first use.</param>
    public TPath FastPath<TPath>(int index, Func<SharedReference, TPath> create)
        where TPath : class, IFastPath
    {
        if (Volatile.Read(ref _fastPaths[index]) is null)
            Interlocked.CompareExchange(ref _fastPaths[index], create(this), null);
        return (TPath)_fastPaths[index]!;
    }

    /// <summary>Asks the home for the memory of a fast path and maps it, where there is one.</summary>
    /// <param name="fastPath">The fast path that asks for it; ended again when the object has ended meanwhile.</param>
    /// <param name="operation">What asks for it.</param>
    /// <param name="argument">What the operation needs.</param>
    /// <param name="hold">Whether the job may hold something there, which is released at its end.</param>
    /// <param name="use">Gets the memory, and the number that the home has given with it.</param>
    public async Task OpenFastPathAsync(
        IFastPath fastPath,
        byte operation,
        ReadOnlyMemory<byte> argument,
        bool hold,
        Action<FastPathMemory, ulong> use)
    {
        try
        {
            PendingRequest pending;
            using (var request = Begin(operation, hold))
            {
                request.Body.WriteSpan(argument.Span);
                pending = request.Ask();
            }
            var reply = await pending.AnswerAsync().ConfigureAwait(false);
            if (reply.Code != ReplyCode.Done || FastPathMemory.Open(reply.Content.Span, out var number) is not { } page)
                return;
            use(page, number);
            if (Ended is not null)
                fastPath.End();
        }
        catch (Exception error) when (error is ObjectDisposedException or IOException or InvalidDataException)
        {
            // There is no fast path, or the object is gone; the request to the home says so where it matters.
        }
    }

    /// <summary>What later calls get; the shared memory may say that the object has ended before the message about it
    /// arrives.</summary>
    public ObjectDisposedException EndedError() =>
        new(Kind, $"The {Kind} has been disposed: {Ended ?? EndedSomehow}. Keep the pool, or its creator, alive for as long as "
            + "others use it.");

    /// <summary>Has the object told when the job ends; false when it has ended already and can hold nothing.</summary>
    private bool TryRegisterHold(JobScope job)
    {
        lock (_gate)
        {
            if (_jobHolds.Contains(job))
                return true;
            if (!job.TryAtEnd(() => ReleaseHold(job)))
                return false;
            return _jobHolds.Add(job);
        }
    }

    private void ReleaseHold(JobScope job)
    {
        lock (_gate)
            _jobHolds.Remove(job);
        if (Ended is not null)
            return;
        using var request = new OutgoingRequest(this, CommonOperation.JobEnded, job.JobId);
        request.Tell();
    }
}
