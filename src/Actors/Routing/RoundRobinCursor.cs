namespace Troupe.Actors.Routing;

/// <summary>Counts places round and round. It wraps at the number of places, never at the range of an integer.</summary>
internal struct RoundRobinCursor
{
    private int _next;

    public int Advance(int places)
    {
        int place = _next < places ? _next : 0;
        _next = place + 1;
        return place;
    }
}
