using Akka.Actor;

namespace Troupe.EndToEnd.Tests.Hosted;

/// <summary>Keeps guests waiting until it opens, and counts time: what an actor of Akka's can do.</summary>
public sealed class DoorActor : ReceiveActor, IWithStash, IWithTimers
{
    private readonly List<int> _guests = [];
    private int _ticks;

    public DoorActor() => Become(Closed);

    public IStash Stash { get; set; } = null!;

    public ITimerScheduler Timers { get; set; } = null!;

    private void Closed()
    {
        Receive<Club.Open>(_ =>
        {
            Timers.StartPeriodicTimer("tick", "tick", TimeSpan.FromMilliseconds(5));
            Become(Opened);
            Stash.UnstashAll();
        });
        ReceiveAny(_ => Stash.Stash());
    }

    private void Opened()
    {
        Receive<Club.Guest>(guest => _guests.Add(guest.Number));
        Receive<Club.Guests>(_ => Sender.Tell(new Club.Guests(_guests)));
        Receive<Club.Ticks>(_ => Sender.Tell(new Club.Ticks(_ticks)));
        Receive<string>(_ => _ticks++);
        ReceiveAsync<Club.Note>(async note =>
        {
            await Task.Yield();
            Sender.Tell(note);
        });
    }
}
