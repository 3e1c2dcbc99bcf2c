namespace Troupe.Configuration;

/// <summary>A key of a file: where it stands, and whether it opens a section or has a value.</summary>
internal sealed record HoconMember(string Path, int Line, bool IsSection);

/// <summary>An <c>include "file"</c> in a section, after so many members of its file.</summary>
internal sealed record HoconInclude(string Section, string File, int Line, int MembersBefore);

/// <summary>A <c>${target}</c> in the value of a key.</summary>
internal sealed record HoconReference(string Path, string Target, int Line);

/// <summary>What a file holds, in its order, and in which lines.</summary>
internal sealed class HoconOutline
{
    private readonly List<HoconMember> _members = [];

    public IReadOnlyList<HoconMember> Members => _members;

    public List<HoconInclude> Includes { get; } = [];

    public List<HoconReference> References { get; } = [];

    /// <returns>
    /// The member before that this one contradicts: the same key twice, or a key that is a value here and a section there.
    /// </returns>
    public HoconMember? Add(HoconMember added)
    {
        var clash = _members.Find(member => member.Path == added.Path
            || (!member.IsSection && HoconPath.IsIn(added.Path, member.Path))
            || (!added.IsSection && HoconPath.IsIn(member.Path, added.Path)));
        _members.Add(added);
        return clash;
    }

    /// <summary>
    /// A reference that leads back to where it stands, if there is one: Akka would follow it without end, and end the process. One
    /// reference leads to another when reading its target reads the other: it is inside of the target, or on the way to it.
    /// </summary>
    public HoconReference? FindCircle() => References.Find(start => LeadsTo(start, start, []));

    private bool LeadsTo(HoconReference from, HoconReference end, HashSet<HoconReference> seen) =>
        References.Where(next => HoconPath.IsIn(next.Path, from.Target) || HoconPath.IsIn(from.Target, next.Path))
            .Any(next => ReferenceEquals(next, end) || (seen.Add(next) && LeadsTo(next, end, seen)));
}
