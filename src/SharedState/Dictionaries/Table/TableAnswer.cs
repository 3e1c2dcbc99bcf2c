namespace Troupe.SharedState.Dictionaries.Table;

/// <summary>How an operation on a table of cells ended.</summary>
internal enum TableAnswer
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>Not done, since what is there is not what was expected.</summary>
    Refused,

    /// <summary>The table no longer holds the object's content: the home knows where it is.</summary>
    Frozen,

    /// <summary>There is no room left: the home makes more.</summary>
    Full,

    /// <summary>Key or value is longer than the table takes, or it is nothing that a table does: the home can do it.</summary>
    Unfit,
}
