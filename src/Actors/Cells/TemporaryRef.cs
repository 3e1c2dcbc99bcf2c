namespace Troupe.Actors.Cells;

/// <summary>A reference that stands for something waiting, not for an actor: the reply address of an ask, a wait for an end.</summary>
internal abstract class TemporaryRef(ActorSystem system)
    : ActorRef(system, system.TemporaryPath.Child("$reply", ActorSystem.NextIncarnation()));
