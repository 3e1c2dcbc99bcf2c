using Troupe.Links.Flight;

namespace Troupe.Sessions;

/// <summary>What a worker that is to start shares with the pool.</summary>
/// <param name="Record">Its page.</param>
/// <param name="FlightPath">Where the worker finds the page.</param>
/// <param name="SocketPath">Where it reports.</param>
internal sealed record WorkerMeeting(FlightRecord Record, string FlightPath, string SocketPath);
