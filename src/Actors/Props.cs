using System.Reflection;
using System.Runtime.ExceptionServices;
using Troupe.Actors.Routing;

namespace Troupe.Actors;

/// <summary>How to make an actor, at its start and at every restart. Immutable; each <c>With…</c> returns a changed copy.</summary>
public sealed record Props
{
    private Props(Type actorType, Func<Actor> factory)
    {
        ActorType = actorType;
        Factory = factory;
    }

    /// <summary>The type the props were created for.</summary>
    public Type ActorType { get; }

    /// <summary>Makes a new instance each time it is called.</summary>
    public Func<Actor> Factory { get; }

    /// <summary>Whether the factory is the type's public constructor without parameters.</summary>
    public bool ByConstructor => Factory.Method.DeclaringType == typeof(Props);

    /// <summary>How many messages may wait; 0 for the system's default.</summary>
    public int MailboxCapacity { get; private init; }

    /// <summary>What happens to a message too many.</summary>
    public MailboxFullMode FullMode { get; private init; }

    /// <summary>How the actor supervises its children; null when the actor itself says so.</summary>
    public SupervisorStrategy? Supervisor { get; private init; }

    internal bool InlineDispatch { get; private init; }

    /// <summary>The router in the actor's place; null for none.</summary>
    public RoundRobinPool? Router { get; private init; }

    /// <summary>Makes the actor with its public constructor without parameters.</summary>
    /// <typeparam name="TActor">The actor's type.</typeparam>
    public static Props Create<TActor>()
        where TActor : Actor, new() => new(typeof(TActor), New<TActor>);

    /// <summary>Makes the actor with a factory.</summary>
    /// <typeparam name="TActor">The actor's type.</typeparam>
    /// <param name="factory">Called at the start and at every restart; must return a new instance each time.</param>
    public static Props Create<TActor>(Func<TActor> factory)
        where TActor : Actor
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new Props(typeof(TActor), factory);
    }

    /// <summary>Bounds the mailbox. Timers, results piped to the actor itself and the runtime's own messages do not count.</summary>
    /// <param name="capacity">How many messages may wait; <see cref="int.MaxValue"/> for no bound. Default: the system's.</param>
    /// <param name="mode">What happens to a message too many. Default: <c>Tell</c> throws.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public Props WithMailbox(int capacity, MailboxFullMode mode = MailboxFullMode.Fail)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return this with { MailboxCapacity = capacity, FullMode = mode };
    }

    /// <summary>Sets how the actor supervises its children; goes before its own <c>SupervisorStrategy</c>.</summary>
    /// <param name="strategy">The strategy.</param>
    public Props WithSupervisor(SupervisorStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return this with { Supervisor = strategy };
    }

    /// <summary>
    /// Lets an idle actor run on the thread that posts to it: <c>Tell</c> returns after the turn, which is limited. For actors
    /// whose every message is quick: the poster's locks are held and its execution context is seen meanwhile.
    /// When the posting thread is deep in such turns already, the thread pool takes over.
    /// </summary>
    public Props WithInlineDispatch() => this with { InlineDispatch = true };

    /// <summary>Makes a router in the actor's place, with as many of these actors as its children.</summary>
    /// <param name="pool">How many, and in which order they get the messages.</param>
    public Props WithRouter(RoundRobinPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return this with { Router = pool };
    }

    // new TActor() goes through reflection, which wraps what the constructor throws; supervisors decide by the real type.
    private static TActor New<TActor>()
        where TActor : Actor, new()
    {
        try
        {
            return new TActor();
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } thrown)
        {
            ExceptionDispatchInfo.Throw(thrown);
            throw;
        }
    }

    internal Props Effective()
    {
        if (Router is not { } pool)
            return this;
        Props routee = this with { Router = null };
        // An inline router saves a hop; over inline routees it would run them all one after the other.
        return new Props(typeof(RoundRobinRouter), () => new RoundRobinRouter(pool, routee))
        {
            Supervisor = pool.Supervisor,
            InlineDispatch = !InlineDispatch,
        };
    }
}
