using System.Globalization;
using Troupe.Actors;

namespace Troupe.Remoting.Spaces;

/// <summary>
/// The actors of this process that other processes may reach: one system per process, made at first use. Each of its
/// actors has a random number, and whoever knows it may use the actor. Safe for any thread.
/// </summary>
public static class ActorSpace
{
    private static readonly Lazy<ActorSystem> s_system = new(static () =>
        new ActorSystem("space", new ActorSystemOptions
        {
            Address = ActorPath.Scheme + NameOf(RandomNumber.Next()),
            // A restart would forget what others have put there; they are told of the end instead.
            TopLevelStrategy = new OneForOneStrategy(static _ => Directive.Stop, RestartBudget.Default),
        }));

    private static long s_links;

    /// <summary>The system that all of them live in.</summary>
    public static ActorSystem System => s_system.Value;

    /// <summary>Starts an actor that others may reach.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="number">What others know it by; it cannot be guessed.</param>
    /// <returns>Its reference.</returns>
    public static ActorRef Spawn(Props props, out ulong number)
    {
        number = RandomNumber.Next();
        return System.Spawn(props, NameOf(number));
    }

    /// <summary>Starts an actor under a number that the other side has chosen.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="number">Its number.</param>
    /// <returns>Its reference.</returns>
    public static ActorRef Spawn(Props props, ulong number) => System.Spawn(props, NameOf(number));

    /// <summary>The name of the user's actor below the one that supervises it.</summary>
    public const string HostedName = "hosted";

    /// <summary>Where the hosted actor of a number is found.</summary>
    /// <param name="number">The number of the actor that supervises it.</param>
    public static string HostedPathOf(ulong number) => $"{PathOf(number)}/{HostedName}";

    /// <summary>Where the actor of a number is found, in whichever space.</summary>
    /// <param name="number">The number it was started with.</param>
    private static string PathOf(ulong number) => "/user/" + NameOf(number);

    /// <summary>Whether an actor is one that was started here, or the hosted one below it, and no other child.</summary>
    /// <param name="actor">An actor of this space.</param>
    public static bool IsReachable(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.Path.Parent is { Name: "user" } || (actor.Name == HostedName && actor.Path.Parent?.Parent is { Name: "user" });
    }

    /// <summary>An address for the other side of a further link, unlike all others of this process.</summary>
    /// <param name="kind">What is on the other side, such as <c>worker</c>.</param>
    public static string NewPeerAddress(string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"{ActorPath.Scheme}{kind}-{Interlocked.Increment(ref s_links)}");

    private static string NameOf(ulong number) => number.ToString("x16", CultureInfo.InvariantCulture);
}
