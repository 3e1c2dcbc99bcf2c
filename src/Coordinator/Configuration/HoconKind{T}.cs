using Akka.Configuration.Hocon;

namespace Troupe.Configuration;

/// <summary>How a value is read, and what it must be. Reading throws one of the exceptions of parsing when it is something else.</summary>
internal sealed record HoconKind<T>(string Expected, Func<HoconValue, T> Read);
