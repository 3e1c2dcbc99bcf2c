using Troupe.SharedState;

namespace Troupe.Jobs;

/// <summary>
/// The parts of shared objects, such as ends of pipes, that one job was given. The objects are told when it is submitted and when it
/// has ended: a job that dies before it uses a handle is not known to the object otherwise. Used by the job's owner.
/// </summary>
internal sealed class TransferredHandles
{
    /// <summary>The item of what all items of a chunk were given, and every part of a call.</summary>
    private const int All = -1;

    private readonly List<(TransferredHandle Part, int Item)> _parts = [];
    private bool _begun;
    private string? _loss;
    private string? _lossOfItem;

    /// <summary>What a payload refers to; null, the usual case, when it is nothing of this kind.</summary>
    /// <param name="attachments">Its attachments.</param>
    public static TransferredHandles? Of(IReadOnlyList<object>? attachments)
    {
        if (attachments is null)
            return null;
        var transferred = new TransferredHandles();
        transferred.Add(attachments, 0, All);
        return transferred;
    }

    /// <summary>Adds what one item was given.</summary>
    /// <param name="attachments">The attachments of the payload.</param>
    /// <param name="from">The first of them that is the item's.</param>
    /// <param name="item">The item's index in its chunk.</param>
    public void Add(IReadOnlyList<object> attachments, int from, int item)
    {
        for (var index = from; index < attachments.Count; index++)
        {
            if (attachments[index] is TransferredHandle part)
                _parts.Add((part, item));
        }
    }

    /// <summary>Adds what all items of a chunk were given.</summary>
    public void Add(TransferredHandles common) => _parts.AddRange(common._parts);

    /// <summary>The same for a job that tries one item of a chunk again.</summary>
    public TransferredHandles Of(int item)
    {
        var transferred = new TransferredHandles();
        transferred._parts.AddRange(_parts.Where(part => part.Item == All || part.Item == item));
        return transferred;
    }

    /// <summary>The job is submitted.</summary>
    public void Begin()
    {
        _begun = true;
        foreach (var (part, _) in _parts)
            part.Reference.Transfer(part.Part);
    }

    /// <summary>The process that ran the job has died; whether that is the job's end is not known yet.</summary>
    /// <param name="how">How it died.</param>
    public void OnLoss(string how) => _loss = how;

    /// <summary>The job runs again.</summary>
    public void OnAnotherAttempt() => _loss = null;

    /// <summary>Items have died with the process and are not tried again; the others go on.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="end">The one behind the last.</param>
    public void OnItemsLost(int first, int end)
    {
        _lossOfItem ??= _loss;
        Return(part => part.Item >= first && part.Item < end, _loss);
        _loss = null;
    }

    /// <summary>The job has ended.</summary>
    /// <param name="succeeded">With a result, whatever happened to earlier attempts.</param>
    /// <param name="loss">The loss that it ended with, if its fault says so.</param>
    /// <param name="next">For a chunk: the first item that is not settled.</param>
    public void End(bool succeeded, string? loss, int next)
    {
        var (atRunning, atRest) = succeeded ? (null, null) : (_loss ?? loss, loss);
        var atAll = _lossOfItem ?? atRunning;
        Return(part => part.Item == All, atAll);
        Return(part => part.Item == next, atRunning);
        Return(part => part.Item > next, atRest);
        Return(_ => true, null);
    }

    private void Return(Predicate<(TransferredHandle Part, int Item)> which, string? lost)
    {
        foreach (var transferred in _begun ? _parts.FindAll(which) : [])
            transferred.Part.Reference.Return(transferred.Part.Part, lost);
        _parts.RemoveAll(which);
    }
}
