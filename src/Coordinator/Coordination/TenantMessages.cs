using Troupe.Hosting;
using Troupe.Jobs;

namespace Troupe.Coordination;

/// <summary>What a process that several hosted objects share is told of them. A call of one is its own message, a <see cref="Job"/>.</summary>
internal abstract record TenantMessage;

/// <summary>One more object; it is made as soon as there is a process.</summary>
internal sealed record AddTenant(Tenant Tenant) : TenantMessage;

/// <summary>An object is no more wanted: its calls that have not ended are cancelled, and nobody else's.</summary>
internal sealed record RemoveTenant(int Number, TaskCompletionSource Removed) : TenantMessage;

/// <summary>No call of the object waits or runs: completes the source as soon as that is so.</summary>
internal sealed record WhenTenantDrained(int Number, TaskCompletionSource Drained) : TenantMessage;

/// <summary>The pause after a factory that threw is over.</summary>
internal sealed record MakeTenant(Tenant Tenant) : TenantMessage;

/// <summary>A factory has had its time.</summary>
internal sealed record TenantOverdue(Tenant Tenant, TenantFactoryJob Making) : TenantMessage;
