using System.Reflection;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Routing;
using Troupe.Hosting.Bridges;
using Troupe.Links.Conversations;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Payloads;
using Troupe.Messages.References;

namespace Troupe.Hosting;

/// <summary>Which props may travel to a worker. All others are refused at the call.</summary>
internal static class HostedProps
{
    /// <summary>Akka keeps it to itself; where it is called otherwise, such props are found out by the worker.</summary>
    private static readonly FieldInfo? s_producer = typeof(Props).GetField("_producer", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>Checks that an actor can be made of them in another process.</summary>
    /// <returns>How many there are to be behind one reference; null when there is no router.</returns>
    /// <exception cref="ArgumentException">They cannot travel; the text says why.</exception>
    /// <exception cref="PayloadEncodingException">An argument of the constructor cannot travel.</exception>
    public static int? Check(Props props, ProcessPoolOptions options)
    {
        if (props.SupervisorStrategy is not null)
            throw Refused(props, PropsTexts.Supervisor);
        if (props.GetType() != typeof(Props)
            || (s_producer?.GetValue(props) is { } producer && producer.GetType().Assembly != typeof(Props).Assembly))
        {
            throw Refused(props, PropsTexts.Producer);
        }

        if (props.Deploy.Scope is RemoteScope)
            throw Refused(props, PropsTexts.RemoteDeployment);
        if (IsNamed(props.Deploy.Dispatcher, Dispatchers.DefaultDispatcherId) || IsNamed(props.Deploy.Mailbox, Mailboxes.DefaultMailboxId))
            throw Refused(props, PropsTexts.Named);
        CheckEncodable(props, options);
        return Instances(props);
    }

    /// <summary>The assemblies whose types may be actors and messages.</summary>
    public static AllowedAssemblies AllowedBy(ProcessPoolOptions options) =>
        options.AllowedAssemblies is { } names ? AllowedAssemblies.Only(names) : AllowedAssemblies.Application;

    private static int? Instances(Props props)
    {
        var router = props.RouterConfig;
        if (router is null or NoRouter)
            return null;
        if (router is not RoundRobinPool pool)
            throw Refused(props, PropsTexts.RouterOf(router));
        if (pool.Resizer is not null)
            throw Refused(props, PropsTexts.Resizer);
        if (pool.SupervisorStrategy is { } strategy && !ReferenceEquals(strategy, Pool.DefaultSupervisorStrategy))
            throw Refused(props, PropsTexts.SupervisorOfRouter);
        return pool.NrOfInstances > 0 ? pool.NrOfInstances : throw Refused(props, PropsTexts.NoRoutees);
    }

    /// <summary>What a worker would be sent is made, and thrown away.</summary>
    private static void CheckEncodable(Props props, ProcessPoolOptions options)
    {
        var before = ReferenceCarrier.Current;
        ReferenceCarrier.Current = new Any();
        try
        {
            using var writer = new PayloadWriter(limit: options.MaxMessageBytes);
            MessageTypes types = null!;
            var builtIn = new BuiltInMessages(() => types, _ => null, _ => default);
            types = new MessageTypes(AllowedBy(options), null, static (_, _, _) => { }, builtIn.All);
            ActorStart.Write(writer, props, types, (to, argument) => types.Outgoing(argument).Codec.Write(to, argument));
        }
        catch (FunctionRefusedException error)
        {
            throw new ArgumentException(error.Message, nameof(props), error);
        }
        finally
        {
            ReferenceCarrier.Current = before;
        }
    }

    private static bool IsNamed(string? name, string usual) => !string.IsNullOrEmpty(name) && name != usual;

    private static ArgumentException Refused(Props props, string why) => new(why, nameof(props));

    /// <summary>References as arguments are for each process to encode.</summary>
    private sealed class Any : ReferenceCarrier
    {
        public override byte[] Write(object actor) => [];

        public override object Read(ReadOnlySpan<byte> address) => throw new NotSupportedException("Nothing is read here.");
    }
}
