using System.Runtime.CompilerServices;
using Troupe.Actors;
using Troupe.Remoting.Actors;

namespace Troupe.Remoting.Tests.Actors;

public sealed class ExportedRefsSpecs : IAsyncDisposable
{
    private readonly ActorSystem _system = new("here");
    private readonly ExportedRefs _exported = new("troupe://here");

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    private FakeRef Make(string path) => new(_system, ActorPath.Parse(path));

    [Fact]
    public void A_reference_has_one_number_for_good()
    {
        var (first, second) = (Make("troupe://here/user/a"), Make("troupe://here/user/b"));
        var number = _exported.NumberOf(first);
        _exported.NumberOf(second).ShouldNotBe(number);
        _exported.NumberOf(first).ShouldBe(number);
        _exported.Find(number).ShouldBeSameAs(first);
        _exported.Find(number + 100).ShouldBeNull();
    }

    [Fact]
    public void A_withdrawn_reference_is_not_found()
    {
        var actor = Make("troupe://here/temp/$reply");
        var number = _exported.NumberOf(actor);
        _exported.Withdraw(actor);
        _exported.Withdraw(actor);
        _exported.Find(number).ShouldBeNull();
        _exported.NumberOf(actor).ShouldNotBe(number);
    }

    [Fact]
    public void Local_references_are_not_kept_alive_and_those_to_elsewhere_are()
    {
        var (local, foreign) = ExportAndForget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        _exported.Find(local).ShouldBeNull();
        _exported.Find(foreign).ShouldNotBeNull();
        _exported.NumberOf(Make("troupe://there/user/a")).ShouldBe(foreign);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (ulong Local, ulong Foreign) ExportAndForget() =>
        (_exported.NumberOf(Make("troupe://here/user/a")), _exported.NumberOf(Make("troupe://there/user/a")));

    [Fact]
    public void Thousands_that_come_and_go_do_not_disturb_one_that_stays()
    {
        var stays = Make("troupe://here/user/stays");
        var number = _exported.NumberOf(stays);
        for (var i = 0; i < 5000; i++)
            _exported.NumberOf(Make("troupe://here/user/goes"));
        _exported.Find(number).ShouldBeSameAs(stays);
        GC.KeepAlive(stays);
    }

    private sealed class FakeRef(ActorSystem system, ActorPath path) : ActorRef(system, path)
    {
        public override void Tell(object message, ActorRef? sender)
        {
        }

        public override void SendSystemMessage(SystemMessage message)
        {
        }
    }
}
