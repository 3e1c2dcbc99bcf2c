namespace Troupe.Dispatching;

/// <summary>What is to be done after a step of the dispatcher.</summary>
internal enum EffectKind
{
    /// <summary>The job is assigned to a worker; the detail is its slot.</summary>
    Assign,

    /// <summary>The job has its result, which the bytes encode; the detail is the report that they lie in.</summary>
    Succeed,

    /// <summary>The job fails; the detail is the fault.</summary>
    Fail,

    /// <summary>The job is cancelled.</summary>
    Cancel,

    /// <summary>The memory of the job's arguments is released.</summary>
    ReleaseArguments,

    /// <summary>Items of the job have their results, which the bytes encode; the detail is the report that they lie in.</summary>
    Items,

    /// <summary>An item of the job failed; the detail is the fault.</summary>
    ItemFault,

    /// <summary>Items of the job were lost with their worker; the detail is the fault.</summary>
    ItemsLost,

    /// <summary>The job reports.</summary>
    Progress,

    /// <summary>The detail is run: what is rare.</summary>
    Do,

    /// <summary>The detail is run when all outcomes so far are with their jobs.</summary>
    DoAfterAll,
}
