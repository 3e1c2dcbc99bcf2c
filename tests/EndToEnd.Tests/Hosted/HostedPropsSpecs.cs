using Akka.Actor;
using Akka.Routing;
using Akka.TestKit.Xunit2;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.EndToEnd.Tests.State;

namespace Troupe.EndToEnd.Tests.Hosted;

/// <summary>Which props travel to a worker, and what is said of the others.</summary>
public sealed class HostedPropsSpecs : PoolSpecs, IDisposable
{
    private static readonly Props s_sum = Props.Create<SumActor>();

    private static readonly Dictionary<string, (Props Props, string Says)> s_refused = new()
    {
        ["a supervisor strategy"] = (s_sum.WithSupervisorStrategy(
            new OneForOneStrategy(_ => Directive.Resume)), "override SupervisorStrategy in the actor"),
        ["another kind of router"] = (s_sum.WithRouter(new BroadcastPool(2)), "Use a RoundRobinPool"),
        ["a group"] = (s_sum.WithRouter(new RoundRobinGroup("/user/a")), "Use a RoundRobinPool"),
        ["a router from the configuration"] = (s_sum.WithRouter(FromConfig.Instance), "Use a RoundRobinPool"),
        ["a router with a supervisor strategy"] = (s_sum.WithRouter(
            new RoundRobinPool(2).WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume))), "HostedOptions"),
        ["a resizer"] = (s_sum.WithRouter(new RoundRobinPool(2, new DefaultResizer(1, 4))), "AdjustPoolSize"),
        ["a router of nobody"] = (s_sum.WithRouter(new RoundRobinPool(0)), "no routees"),
        ["a dispatcher"] = (s_sum.WithDispatcher("my-dispatcher"), "dispatcher"),
        ["a mailbox"] = (s_sum.WithMailbox("my-mailbox"), "mailbox"),
        ["a remote deployment"] = (s_sum.WithDeploy(
            Deploy.None.WithScope(new RemoteScope(Address.Parse("akka.tcp://other@localhost:4053")))), "remote deployment"),
        ["a producer of actors"] = (Props.CreateBy(new Producer()), "IIndirectActorProducer"),
        ["a function"] = (Props.Create<UntypedActor>(() => (UntypedActor)new SumActor(3)), "by a function"),
        ["an actor of Akka's"] = (Props.Empty, "may be used here"),
    };

    private readonly TestKit _kit = new();

    public void Dispose() => _kit.Dispose();

    [Fact]
    public async Task What_cannot_travel_is_refused_at_the_call()
    {
        await using var pool = await Start();
        foreach (var (what, (props, says)) in s_refused)
        {
            (await Should.ThrowAsync<ArgumentException>(pool.SpawnAsync(props).WaitAsync(Patience), what)).Message
                .ShouldContain(says, customMessage: what);
        }

        await Should.ThrowAsync<PayloadNotEncodableException>(pool.SpawnAsync(Props.Create<BossActor>(new MemoryStream())));
        LiveWorkers().Count.ShouldBe(1, "no process was started");
    }

    [Fact]
    public async Task An_actor_of_an_assembly_that_is_not_allowed_is_refused_at_the_call()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, AllowedAssemblies = ["Troupe.Tests.Dummy"] });
        (await Should.ThrowAsync<ArgumentException>(pool.SpawnAsync(s_sum))).Message.ShouldContain("AllowedAssemblies");
    }

    [Fact]
    public async Task References_travel_to_the_constructor()
    {
        await using var pool = await Start();
        var boss = await pool.SpawnAsync(Props.Create(() => new BossActor(_kit.TestActor))).WaitAsync(Patience);
        await boss.Ask<IActorRef>(new Club.Hire("kim"), Patience);
        boss.Tell(new Club.Pass(_kit.TestActor, "hello"));
        (await _kit.ExpectMsgAsync<Club.Note>(Patience)).Text.ShouldBe("hello");
        boss.Tell(PoisonPill.Instance);
        (await _kit.ExpectMsgAsync<Club.Note>(Patience)).Text.ShouldBe("the boss has left");
    }

    [Fact]
    public async Task A_constructor_that_throws_is_the_error_of_the_start()
    {
        await using var pool = await Start();
        var error = await Should.ThrowAsync<PoolStartException>(
            pool.SpawnAsync(Props.Create(() => new ShyActor("throw"))).WaitAsync(Patience));
        error.InnerException.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe("not today");
        await Until(() => LiveWorkers().Count == 1, "its process is gone");
    }

    [Fact]
    public async Task An_actor_that_stops_itself_as_it_is_made_is_not_started()
    {
        await using var pool = await Start();
        var error = await Should.ThrowAsync<PoolStartException>(
            pool.SpawnAsync(Props.Create(() => new ShyActor("stop"))).WaitAsync(Patience));
        error.ToString().ShouldContain("stopped itself");
    }

    [Fact]
    public async Task Arguments_that_no_constructor_takes_are_the_error_of_the_start()
    {
        await using var pool = await Start();
        var error = await Should.ThrowAsync<PoolStartException>(pool.SpawnAsync(Props.Create<SumActor>("seven")).WaitAsync(Patience));
        error.InnerException.ShouldNotBeNull();
    }

    private sealed class Producer : IIndirectActorProducer
    {
        public Type ActorType => typeof(SumActor);

        public ActorBase Produce() => new SumActor(1);

        public void Release(ActorBase actor)
        {
            // Nothing is held.
        }
    }
}
