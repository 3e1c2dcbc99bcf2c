namespace Troupe.Actors.Cells;

/// <summary>
/// One actor's seat in the system: its mailbox, its instance (replaced at a restart) and its turn. This part hands
/// turns to threads; the other parts hold the turn itself, the life cycle and supervision.
/// </summary>
/// <remarks>
/// <code>
///            post: enqueue, then CAS            mailbox empty: store Idle, look again
///   Idle ────────────────────────────▶ Busy ─────────────────────────────────────────▶ Idle
///                                       │ budget used, or an await ended: a new turn, still Busy
/// </code>
/// Only the thread that won the CAS (or was handed the turn) touches the fields of the other parts. A turn that is handed over goes to
/// the thread pool; when that is full, an inline actor's is taken by the system's clock, whose timers may have threads of their own.
/// </remarks>
internal sealed partial class ActorCell : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Busy = 1;
    private const int DeepestInlineTurn = 4;

    /// <summary>How long the turn of an inline actor waits for the thread pool.</summary>
    private static readonly TimeSpan s_poolPatience = TimeSpan.FromMilliseconds(20);

    [ThreadStatic]
    private static int s_inlineDepth;

    private readonly Mailbox _mailbox;
    private readonly bool _inline;
    private int _status;
    private int _handedOver;
    private int _rescuing;
    private ITimer? _rescue;

    public ActorCell(ActorSystem system, ActorCell? parent, ActorPath path, Props props)
    {
        System = system;
        Parent = parent;
        Props = props;
        int capacity = props.MailboxCapacity == 0 ? system.Options.DefaultMailboxCapacity : props.MailboxCapacity;
        _mailbox = new Mailbox(capacity);
        _inline = props.InlineDispatch;
        Self = new LocalActorRef(system, path, this);
        Context = new ActorContext(this);
        DeathWatch = new DeathWatch(this);
        Timers = new TimerRegistry(this);
    }

    public ActorSystem System { get; }

    public ActorCell? Parent { get; }

    public Props Props { get; }

    public LocalActorRef Self { get; }

    public ActorContext Context { get; }

    public DeathWatch DeathWatch { get; }

    public TimerRegistry Timers { get; }

    public ChildRegistry Children { get; } = new();

    public ActorRef? Sender { get; private set; }

    public void Post(in Envelope envelope)
    {
        if (_mailbox.TryEnqueue(envelope))
            Schedule();
        else
            Refuse(envelope);
    }

    public void PostDeferred(DeferredMessage message)
    {
        _mailbox.EnqueueUncounted(message);
        Schedule();
    }

    public void PostSignal(SystemMessage signal)
    {
        _mailbox.EnqueueSignal(signal);
        Schedule();
    }

    public void PostDueTimer(ActorTimer timer)
    {
        Timers.EnqueueDue(timer);
        Schedule();
    }

    void IThreadPoolWorkItem.Execute() => TakeTurn();

    private void Refuse(in Envelope envelope)
    {
        if (Props.FullMode == MailboxFullMode.Fail)
            throw new MailboxFullException(Self, _mailbox.Capacity);
        System.PublishDeadLetter(new DeadLetter(envelope.Message, envelope.Sender, Self, DeadLetterReason.MailboxFull));
    }

    // The exchange is also the fence between the enqueue and the look at the status; a plain look first could lose a wake-up.
    private void Schedule()
    {
        if (Interlocked.CompareExchange(ref _status, Busy, Idle) == Idle)
            Dispatch();
    }

    private void Dispatch()
    {
        if (_inline && s_inlineDepth <= DeepestInlineTurn)
            RunInline();
        else
            HandOver();
    }

    private void HandOver()
    {
        Volatile.Write(ref _handedOver, 1);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        // Left armed when the pool takes the turn in time: under load there is one timer for many turns.
        if (_inline && Interlocked.Exchange(ref _rescuing, 1) == 0)
        {
            _rescue ??= System.CreateTimer(static cell => ((ActorCell)cell!).Rescue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _rescue.Change(s_poolPatience, Timeout.InfiniteTimeSpan);
        }
    }

    private void Rescue()
    {
        // The exchange is the fence between this and the look at the turn: one handed over later arms the timer again.
        Interlocked.Exchange(ref _rescuing, 0);
        TakeTurn();
    }

    /// <summary>Whoever comes first has the turn that was handed over.</summary>
    private void TakeTurn()
    {
        if (Interlocked.Exchange(ref _handedOver, 0) == 1)
            RunTurn();
    }

    private void RunInline()
    {
        // An await inside the actor must not come back to the poster's context (a UI thread may be blocked by then).
        SynchronizationContext? context = SynchronizationContext.Current;
        if (context is not null)
            SynchronizationContext.SetSynchronizationContext(null);
        s_inlineDepth++;
        try
        {
            RunTurn();
        }
        finally
        {
            s_inlineDepth--;
            if (context is not null)
                SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
