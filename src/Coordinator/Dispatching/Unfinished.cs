namespace Troupe.Dispatching;

/// <summary>Accepted jobs that have no outcome yet; a chunk of a map or stream counts as one.</summary>
/// <param name="Waiting">Those that wait for a worker, or for their next attempt.</param>
/// <param name="Running">Those that a worker has.</param>
internal readonly record struct Unfinished(int Waiting, int Running)
{
    public bool IsNothing => Waiting + Running == 0;
}
